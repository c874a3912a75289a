import { readFileSync } from 'node:fs';
import { type MetricName, scoreCaptions } from '../../../lib/metrics/scoreCaptions';
import { peakMemory } from '../results';

// Scores a corpus in a process of its own and prints seconds by step, scores and peak memory as JSON.

const [file, metrics] = process.argv.slice(2) as [string, string];
const seconds: Record<string, number> = {};
const { references, predictions } = JSON.parse(readFileSync(file, 'utf8'));
let begin = 0;
const { scores } = scoreCaptions({
  references,
  predictions,
  metrics: metrics.split(',') as MetricName[],
  onProgress: ({ metric, done }) => {
    if (done === 0) begin = performance.now();
    else seconds[metric] = (performance.now() - begin) / 1000;
  },
});
console.log(JSON.stringify({ seconds, scores, peakBytes: peakMemory() }));
