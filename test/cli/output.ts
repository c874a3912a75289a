import { afterEach, beforeEach, vi } from 'vitest';

/** What commands write, from the start of each test on. */
export function captureOutput(): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  beforeEach(() => {
    for (const stream of ['stdout', 'stderr'] as const) {
      output[stream] = '';
      vi.spyOn(process[stream], 'write').mockImplementation((text) => {
        output[stream] += text;
        return true;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return output;
}
