import { Interrupted } from '../host';
import type { Cell } from './cell';

type Step = () => IteratorResult<unknown, unknown>;
type Body = (...args: unknown[]) => Generator<unknown, unknown, unknown>;

/**
 * The `__awaiter` helper that the TypeScript compiler calls for an async function when it compiles below ES2017.
 * JavaScript's own async functions cannot be stopped from outside; these belong to the cell that called them, and
 * once it is interrupted they throw `Interrupted` wherever they wait and at each later await. A loop without awaits is
 * stopped by Node itself, but only when the cell has not awaited anything before it.
 */
export function createAwaiter(currentCell: () => Cell | undefined) {
  return (self: unknown, args: unknown[] | undefined, _promise: unknown, body: Body): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const cell = currentCell();
      const generator = body.apply(self, args ?? []);

      function advance(step: Step): void {
        try {
          const { done, value } = step();
          if (done) resolve(value);
          else wait(value);
        } catch (error) {
          reject(error);
        }
      }

      function wait(value: unknown): void {
        let waiting = true;
        const settle = (step: Step) => {
          if (!waiting) return;
          waiting = false;
          cell?.waiting.delete(stop);
          advance(cell?.interrupted ? () => generator.throw(new Interrupted()) : step);
        };
        const stop = (reason: Interrupted) => settle(() => generator.throw(reason));
        cell?.waiting.add(stop);
        Promise.resolve(value).then(
          (result) => settle(() => generator.next(result)),
          (error) => settle(() => generator.throw(error)),
        );
      }

      advance(() => generator.next());
    });
}
