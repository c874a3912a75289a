/**
 * Load a package that only figures need, and that a user of the library may not have.
 * @throws an error that says what to install
 */
export function requireOptional<T>(name: string): T {
  try {
    return require(name) as T;
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(
      `Drawing figures needs the package ${name}, which is not installed: npm install ${figurePackages}`,
      {
        cause: error,
      },
    );
  }
}

const figurePackages = 'plotly.js-dist jsdom@26 opentype.js dejavu-fonts-ttf @resvg/resvg-js';
