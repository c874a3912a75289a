/** What one display call shows: the same content in several forms, keyed by mime type; the front end picks the richest it knows. */
export type MimeBundle = Record<string, unknown>;

/** The part of the running cell that library code may ask about. */
export interface RunningCell {
  /** True from the moment the user pressed interrupt while this cell ran. */
  readonly interrupted: boolean;
}

/** What the notebook kernel offers to code that runs in it. */
export interface KernelHost {
  /** The cell now running, or undefined between cells. */
  readonly cell: RunningCell | undefined;
  /** Shows a bundle below the running cell. */
  display(bundle: MimeBundle): void;
}

/** Thrown inside an interrupted cell, at its next await or progress update. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('the cell was interrupted');
  }
}

// A registered symbol, so that kernel and library find each other even when they are two installed copies.
const key = Symbol.for('mivpg.kernel');

/** The kernel this process runs in, or undefined in a plain script. */
export function kernelHost(): KernelHost | undefined {
  return (globalThis as Record<symbol, unknown>)[key] as KernelHost | undefined;
}

/** Make `host` (undefined: none) the kernel of this process. Called by the kernel at its start. */
export function setKernelHost(host: KernelHost | undefined): void {
  (globalThis as Record<symbol, unknown>)[key] = host;
}
