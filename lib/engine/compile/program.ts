import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeedPair } from '../philox';
import type { tf } from '../tf';
import { checkAlive } from './checkAlive';
import type { Graph } from './graph';
import type { GraphVariable } from './graphVariable';
import { DATA_TYPES, type NativeBackend } from './nativeBackend';
import { Residence } from './residence';
import { Session } from './session';

/** A recorded step, loaded: runs as one call. */
export class Program {
  private readonly session: Session;
  private readonly residence: Residence;
  private readonly fed: tf.Variable[];
  private readonly feedNames: string[];
  private readonly outputNames: string[];

  constructor(
    private readonly backend: NativeBackend,
    graph: Graph,
    variables: readonly GraphVariable[],
    private readonly seeds: readonly (() => SeedPair)[],
    counts: { inputs: number; outputs: number },
  ) {
    this.session = load(backend, graph);
    const changing = variables.filter((variable) => variable.changes);
    const constant = variables.filter((variable) => !variable.changes);
    this.residence = new Residence(backend, this.session, changing);
    this.fed = constant.map(({ variable }) => variable);
    this.feedNames = [
      ...Array.from({ length: counts.inputs }, (_, i) => `input${i}:0`),
      ...constant.map(({ start }) => start),
      ...(seeds.length > 0 ? ['seeds:0'] : []),
    ];
    this.outputNames = Array.from({ length: counts.outputs }, (_, i) => `output${i}:0`);
  }

  /** @returns the outputs, new tensors */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { backend } = this;
    for (const variable of this.fed) checkAlive(variable);
    this.residence.enter();
    const ids = backend.getInputTensorIds([...inputs, ...this.fed]);
    const seeds = this.drawSeeds();
    if (seeds !== undefined) ids.push(seeds);
    try {
      if (this.outputNames.length === 0) {
        this.session.signal(this.feedNames, ids, 'done:0');
        return [];
      }
      const results = this.session.run(this.feedNames, ids, this.outputNames);
      return results.map((result) => backend.createOutputTensor(result));
    } finally {
      if (seeds !== undefined) backend.binding.deleteTensor(seeds);
    }
  }

  private drawSeeds(): number | undefined {
    if (this.seeds.length === 0) return undefined;
    const values = Int32Array.from(this.seeds.flatMap((draw) => draw()));
    return this.backend.binding.createTensor([this.seeds.length, 2], DATA_TYPES.int32, values);
  }

  /** Gives the variables back their values, and frees the session. */
  dispose(): void {
    this.residence.leave();
    this.session.dispose();
  }
}

/** The addon reads graphs from files. */
function load(backend: NativeBackend, graph: Graph): Session {
  const folder = mkdtempSync(join(tmpdir(), 'mivpg-step-'));
  try {
    graph.save(folder);
    return new Session(backend, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
