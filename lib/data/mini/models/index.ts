export { loadModels, type Model, type ModelEntry, type PartEntry, type Setting, type Side } from './catalogue';
export { type DressedModel, describeFinish, dress, type Finish } from './dress';
export { type GridMesh, toGrid } from './gridMesh';
export { type ObjMesh, readObj } from './obj';
export { type PackedModel, packModels, unpackModels } from './pack';
export { type ColourName, colourNames, coloursOf, lightOf } from './palette';
