/** @throws if the optional package danfojs-node is not installed */
export function requireDanfo(): typeof import('danfojs-node') {
  try {
    return require('danfojs-node');
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    const message = 'A DataFrame needs the package danfojs-node, which is not installed: npm install danfojs-node';
    throw new Error(message, { cause: error });
  }
}
