import { requirePackage } from '../data';

/**
 * Load a package that only figures need, and that a user of the library may not have.
 * @throws an error that says what to install
 */
export const requireOptional = <T>(name: string): T => requirePackage<T>(name, 'Drawing figures needs', figurePackages);

const figurePackages = 'plotly.js-dist jsdom@26 opentype.js dejavu-fonts-ttf @resvg/resvg-js';
