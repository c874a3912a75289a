import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file in a process of its own: the native addon is not made for worker threads.
    pool: 'forks',
    testTimeout: 60_000,
    coverage: { provider: 'v8', include: ['lib/**/*.ts'], thresholds: { lines: 90 } },
  },
});
