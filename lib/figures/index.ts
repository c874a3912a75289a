export { colours, type Figure, figure, type Layout, type Trace } from './figure';
export { figureHtml, figureSvg, svgToPng } from './render';
export { type WordLink, type WordLinksOptions, wordLinks } from './wordLinks';
