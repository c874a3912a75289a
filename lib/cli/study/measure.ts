import { join } from 'node:path';
import { useEngine } from '../../engine';
import { complexityFile, type Experiment, measureComplexity, readComplexity, writeComplexity } from '../../study';
import { showStep } from '../showStep';

/** Does a measurement that trains nothing, unless the folder has it. */
export async function measure({ name }: Experiment, folder: string): Promise<void> {
  const path = join(folder, complexityFile);
  if (readComplexity(path)) return;
  await useEngine();
  const record = await measureComplexity({
    onProgress: (done, total, text) => showStep(`${name}, ${done} of ${total}: ${text}`),
  });
  showStep();
  writeComplexity(path, record);
  process.stdout.write(`${name}: measured, ${path}\n`);
}
