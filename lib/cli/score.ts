import { type MetricName, metricNames, openMeteor, writePerImage } from '../metrics';
import { command, UsageError } from './command';
import { scoreFiles } from './scoreReport';
import { scoreJson, scoreText } from './scoreText';
import { showStep } from './showStep';

const notes = `
Files are COCO annotations and results, {id: [caption, ...]} and {id: caption} as JSON, JSON lines, or CSV with a header,
with the fields image_id (or image, id) and caption (or text). The content tells the format.

Scores are those of pycocoevalcap. Intervals are percentile bootstraps over the images; p is that of a paired bootstrap
test: the probability of a difference as large as the one found if there were none. Each takes 1,000 samples.

  mivpg score --references refs.json --predictions preds.json
  mivpg score --references refs.json --predictions preds.json --metrics BLEU-4,CIDEr --json > scores.json
`;

/** `mivpg score`: scores of predictions against references, for people or as JSON. */
export const score = command({
  options: {
    references: { type: 'string', value: 'file', required: true, summary: 'one or more captions of each image' },
    predictions: { type: 'string', value: 'file', required: true, summary: 'one caption of each image' },
    metrics: { type: 'string', value: 'names', summary: `some of ${metricNames.join(',')} (default: all)` },
    compare: { type: 'string', value: 'file', summary: "another system's predictions: their scores, and a test" },
    train: { type: 'string', value: 'file', summary: 'training captions: what needs no image, and what is copied' },
    'predicted-only': { type: 'boolean', summary: 'leave out images without a prediction' },
    'per-image': { type: 'string', value: 'file', summary: 'write the scores of each image to this CSV file' },
    json: { type: 'boolean', summary: 'print one JSON object: scores, and perImage by image id' },
  },
  notes,
  async run({ 'predicted-only': predictedOnly, 'per-image': perImage, json, metrics: list, ...files }) {
    const metrics = metricsOf(list);
    const meteor = metrics.includes('METEOR') ? openMeteor() : undefined;
    const report = scoreFiles(
      { ...files, predictedOnly },
      { metrics, meteor, onProgress: ({ metric, total }) => showStep(`${metric} of ${total} images`) },
    );
    showStep();
    if (perImage !== undefined) writePerImage(perImage, report.scores);
    for (const piece of json ? scoreJson(report) : [scoreText(report)]) process.stdout.write(piece);
    return 0;
  },
});

/** The metrics of a list such as "BLEU-4,CIDEr". @throws UsageError for a name that is none */
function metricsOf(list: string | undefined): readonly MetricName[] {
  if (list === undefined) return metricNames;
  return list.split(',').map((text) => {
    const name = metricNames.find((metric) => metric.toLowerCase() === text.trim().toLowerCase());
    if (!name) throw new UsageError(`Unknown metric "${text}", expected some of ${metricNames.join(', ')}`);
    return name;
  });
}
