import { readFileSync } from 'node:fs';
import { type MetricName, scoreCaptions } from '../../../lib/metrics/scoreCaptions';
import { peakMemory } from '../results';

// Scores a corpus in a process of its own and prints seconds by step, by the clock and of the processor, scores
// and peak memory as JSON.

const [file, metrics] = process.argv.slice(2) as [string, string];
const seconds: Record<string, number> = {};
const processor: Record<string, number> = {};
const processorSeconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const { references, predictions } = JSON.parse(readFileSync(file, 'utf8'));
let [begin, used] = [0, 0];
const { scores } = scoreCaptions({
  references,
  predictions,
  metrics: metrics.split(',') as MetricName[],
  onProgress: ({ metric, done }) => {
    if (done === 0) {
      [begin, used] = [performance.now(), processorSeconds()];
    } else {
      seconds[metric] = (performance.now() - begin) / 1000;
      processor[metric] = processorSeconds() - used;
    }
  },
});
console.log(JSON.stringify({ seconds, processor, scores, peakBytes: peakMemory() }));
