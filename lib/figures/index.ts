export { type Figure, figure, type Layout, type Trace } from './figure';
export { type Look, looksOf } from './looks';
export { type Panel, type PanelsOptions, type Picture, picturePanels } from './pictures';
export { figureHtml, figureSvg, svgToPng } from './render';
export { colours, inTheme, type Theme, themes } from './theme';
export { type WordLink, type WordLinksOptions, wordLinks } from './wordLinks';
