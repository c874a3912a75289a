export { parsePredictions, parseReferences, readPredictions, readReferences } from './captionFile';
