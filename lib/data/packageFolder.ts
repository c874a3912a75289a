export { packageFolder } from '../engine/install/paths';
