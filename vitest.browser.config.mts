import { defineConfig } from 'vitest/config';

/** What a person sees: run by `npm run browser`, which looks for Chromium first. */
export default defineConfig({
  test: {
    include: ['test/browser/*.browser.ts'],
    pool: 'forks',
    // One JupyterLab and one Chromium at a time.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
