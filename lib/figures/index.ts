export { type AttentionPickerInput, type AttentionPickerOptions, headAndQueryPicker } from './attentionPicker';
export {
  type CaptionSliderOptions,
  type CaptionStep,
  type CaptionsOptions,
  captionSlider,
  captionsOverEpochs,
  type EpochCaption,
} from './captions';
export { type ComplexityPlotOptions, type CostRow, complexityPlot } from './complexityPlot';
export { type DifferenceCurveOptions, type DifferenceRow, differenceCurve } from './differenceCurve';
export { type EpochCurveOptions, type EpochRow, epochCurve } from './epochCurve';
export { type Figure, figure, type Layout, type Trace } from './figure';
export { type ImageMapsOptions, imageMaps, type Weights } from './imageMaps';
export { type LearningCurveOptions, learningCurve, type ScoreLevel } from './learningCurve';
export { type Look, looksOf } from './looks';
export { type PatchMapsOptions, type PatchView, patchMaps } from './patchMaps';
export type { Picture } from './picture';
export { type Panel, type PanelsOptions, picturePanels } from './pictures';
export { type InstanceGrid, type PpegDrawingOptions, ppegDrawing } from './ppegDrawing';
export { figureHtml, figureSvg, svgToPng } from './render';
export type {
  ReportCell,
  ReportFigure,
  ReportPage,
  ReportRow,
  ReportSection,
  ReportTable,
} from './report/report';
export { type StudyReportOptions, studyReport } from './report/study';
export { writeReportPage } from './report/write';
export { type PaperScore, type ResultsTableOptions, resultsTable, type Table } from './resultsTable';
export { type AttentionBlock, meanOverHeads, rollUp } from './rollUp';
export type { ScoreRow } from './scores';
export { patchGallery, type SlideOptions, type SlidePatch, slideOverlay } from './slides';
export { colours, inTheme, type Theme, themes } from './theme';
export { type WordLink, type WordLinksOptions, wordLinks } from './wordLinks';
