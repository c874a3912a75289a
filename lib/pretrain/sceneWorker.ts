import { drawPart, type ScenePart } from './scenes';

/** A process of `drawPartAside`: takes one part, draws it, and ends. */
process.once('message', async (part: ScenePart) => {
  await drawPart(part);
  process.disconnect();
});

// Without its parent nobody waits for the scenes.
process.once('disconnect', () => process.exit());
