import type { NativeBackend, ResultInfo } from './nativeBackend';

/** A graph in TensorFlow, with the resources that it keeps from run to run. */
export class Session {
  private readonly id: number;

  /** @param folder of a SavedModel */
  constructor(
    private readonly backend: NativeBackend,
    folder: string,
  ) {
    this.id = backend.binding.loadSavedModel(folder, 'serve');
  }

  /** @param inputs handles of the tensors that are fed @throws what TensorFlow says when an operation fails */
  run(inputNames: readonly string[], inputs: number[], outputNames: readonly string[]): ResultInfo[] {
    try {
      return this.backend.binding.runSavedModel(this.id, inputs, inputNames.join(','), outputNames.join(','));
    } catch (error) {
      throw new Error(`Compiled step: ${(error as Error).message}`);
    }
  }

  /** Runs what a signal waits for, and has no result. */
  signal(inputNames: readonly string[], inputs: number[], signal: string): void {
    for (const { id } of this.run(inputNames, inputs, [signal])) this.backend.binding.deleteTensor(id);
  }

  dispose(): void {
    this.backend.binding.deleteSavedModel(this.id);
  }
}
