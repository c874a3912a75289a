export { parsePredictions, parseReferences, readPredictions, readReferences } from './captionFile';
export { writePerImage } from './perImageFile';
