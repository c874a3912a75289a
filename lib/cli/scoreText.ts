import {
  type CaptionVariety,
  confidenceIntervals,
  type Interval,
  type MeteorScorer,
  type PairedTest,
} from '../metrics';
import type { ScoreReport } from './scoreReport';
import { textTable } from './table';

/** The report for people. */
export function scoreText(report: ScoreReport): string {
  const { name, images, scores, compared, trained } = report;
  const intervals = confidenceIntervals(scores.sums);
  const names = Object.keys(scores.scores);
  const others = compared ? [[compared.name, compared.scores] as const] : [];
  const blind = Object.entries(trained?.blind ?? {});
  const table = textTable(
    ['metric', name, '95 % interval', ...[...others, ...blind].map(([other]) => other)],
    names.map((metric) => [
      metric,
      number(scores.scores[metric]!),
      range(intervals[metric]!),
      ...[...others, ...blind].map(([, other]) => number(other.scores[metric]!)),
    ]),
  );
  const parts = [`${images.toLocaleString('en')} images\n`, table];
  if (compared) parts.push(testText(compared.tests));
  if (trained) parts.push(varietyText(trained.variety));
  if (names.includes(withoutTable))
    parts.push(`${withoutTable}: its table is not here, \`npx mivpg setup\` brings it\n`);
  return parts.join('\n');
}

const withoutTable: MeteorScorer['label'] = 'METEOR (no paraphrase)';

function testText(tests: Record<string, PairedTest>): string {
  const rows = Object.entries(tests).map(([metric, { difference, interval, p }]) => [
    metric,
    signed(difference),
    range(interval, signed),
    p.toFixed(3),
  ]);
  return textTable(['difference', 'first - second', '95 % interval', 'p'], rows);
}

function varietyText({ vocabulary, distinct, inTraining = 0 }: CaptionVariety): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return textTable(
    ['predictions', ''],
    [
      ['different words', vocabulary.toLocaleString('en')],
      ['different captions', percent(distinct)],
      ['in the training captions word by word', percent(inTraining)],
    ],
  );
}

/** Three decimals, as pycocoevalcap prints. */
const number = (value: number) => value.toFixed(3);
const signed = (value: number) => `${value < 0 ? '' : '+'}${number(value)}`;
const range = ({ low, high }: Interval, text = number) => `${text(low)} to ${text(high)}`;

/** The report for programs: one JSON object, in pieces, since that of very many images is longer than a string can be. */
export function* scoreJson({ scores, compared, trained }: ScoreReport): Generator<string> {
  const head: Record<string, unknown> = { scores: scores.scores };
  if (compared) head.compared = { scores: compared.scores.scores, tests: compared.tests };
  if (trained) {
    head.variety = trained.variety;
    head.blind = Object.fromEntries(Object.entries(trained.blind).map(([name, { scores }]) => [name, scores]));
  }
  yield `${JSON.stringify(head).slice(0, -1)},"perImage":{`;
  let piece = '\n';
  for (const [id, row] of scores.perImage) {
    if (piece.length > pieceLength) {
      yield piece;
      piece = '';
    }
    piece += `${JSON.stringify(id)}:${JSON.stringify(row)},\n`;
  }
  yield `${piece.slice(0, -2)}\n}}\n`;
}

const pieceLength = 1_000_000;
