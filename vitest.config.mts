import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file in a process of its own: the native addon is not made for worker threads.
    pool: 'forks',
    testTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // The kernel and the workers run, and are tested, in processes of their own, which coverage does not see.
      exclude: [
        'lib/notebook/kernel.ts',
        'lib/notebook/kernel/**',
        'lib/study/runProcess.ts',
        'lib/cli.ts',
        'lib/**/index.ts',
      ],
      thresholds: { lines: 90 },
    },
  },
});
