export { Sgd, type SgdOptions } from './sgd';
