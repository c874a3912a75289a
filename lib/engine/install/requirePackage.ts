/**
 * Loads a package that only some need, and that a user of the library may not have.
 * @param need begins the message: `Drawing figures needs` @param packages what to install then
 * @throws an error that says what to install
 */
export function requirePackage<T>(name: string, need: string, packages: string): T {
  try {
    return require(name) as T;
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${need} the package ${name}, which is not installed: npm install ${packages}`, { cause: error });
  }
}
