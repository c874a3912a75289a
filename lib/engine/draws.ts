import type { SeedPair } from './philox';

type Draw = () => SeedPair;

let active: { source(draw: Draw): Draw } | undefined;

/** Where a draw of random numbers gets its seed: what is drawn twice (`Draws`) gets it from the first time. */
export const sourceOf = (draw: Draw): Draw => active?.source(draw) ?? draw;

/** The seeds that a computation draws, to draw the same when it is done again. In compiled steps they are those of a run. */
export class Draws {
  private readonly seeds: { last?: SeedPair }[] = [];

  /** Runs a computation, and keeps what it draws. */
  remember<T>(run: () => T): T {
    return withSource((draw) => {
      const seed: { last?: SeedPair } = {};
      this.seeds.push(seed);
      return () => {
        seed.last = draw();
        return seed.last;
      };
    }, run);
  }

  /** Runs it again. @throws if it draws more often than the first time */
  repeat<T>(run: () => T): T {
    let next = 0;
    return withSource(() => {
      const seed = this.seeds[next++];
      if (!seed) throw new Error('A computation that is repeated draws more random numbers than the first time.');
      return () => seed.last!;
    }, run);
  }
}

function withSource<T>(source: (draw: Draw) => Draw, run: () => T): T {
  const outer = active;
  // Drawn inside of a computation that is itself remembered or repeated: both keep the seed.
  active = { source: (draw) => source(outer ? outer.source(draw) : draw) };
  try {
    return run();
  } finally {
    active = outer;
  }
}
