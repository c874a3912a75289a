export { colours, type Figure, figure, type Layout, type Trace } from './figure';
export { type Panel, type PanelsOptions, type Picture, picturePanels } from './pictures';
export { figureHtml, figureSvg, svgToPng } from './render';
export { type WordLink, type WordLinksOptions, wordLinks } from './wordLinks';
