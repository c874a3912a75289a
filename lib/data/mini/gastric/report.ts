import { Random } from '../../../nn';
import { capitalised, chance, pick, sentence } from '../words';
import { type Growth, growths, type Reach, type SlidePlan } from './plan';
import type { SlideMap } from './slideMap';
import { ductRadius } from './tissue';

/** What is written about a slide. */
export interface Report {
  /** The diagnosis without additions. */
  subtype: string;
  /** Findings, then the diagnosis. */
  text: string;
}

/** What a slide shows, counted patch by patch. */
export interface Findings {
  main: Growth;
  /** Another growth that makes up at least a twelfth of the tumour. */
  second?: { growth: Growth; share: number; deeper: boolean };
  reach: Reach;
  /** Of all patches. */
  lymphocytes: number;
  glands: number;
}

/** Less of a second growth than this goes unmentioned. */
const SMALLEST_SHARE = 1 / 12;

export function findingsOf(plan: SlidePlan, map: SlideMap): Findings {
  const counts = map.count();
  const share = (zone: Parameters<typeof counts.get>[0]) => (counts.get(zone) ?? 0) / plan.patches;
  const tumour = growths.reduce((sum, growth) => sum + share(growth), 0);
  const { growth: main, second } = plan.tumour;
  const part = second ? share(second.growth) / tumour : 0;
  return {
    main,
    second:
      second && part >= SMALLEST_SHARE
        ? { growth: second.growth, share: part, deeper: second.arrangement === 'deeper' }
        : undefined,
    reach: map.reached(),
    lymphocytes: share('lymphocytes'),
    glands: share('glands'),
  };
}

/**
 * A report in the manner of pathologists. Where one grade ends and the next begins, observers differ: so does the
 * grade here, near the border.
 * @param writer who writes: another one has an eye and words of their own (default: who wrote the data set's)
 */
export function writeReport(plan: SlidePlan, map: SlideMap, writer = 'report'): Report {
  const random = new Random(plan.seed).child(writer);
  const findings = findingsOf(plan, map);
  const seen = plan.tumour.grade + 0.06 * random.normal();
  const subtype = diagnosis(findings.main, seen);
  const sentences = [
    mainFinding(findings, seen, random),
    ...secondFinding(findings, random),
    ...sideFindings(findings, random),
    subtype + addition(findings, random),
  ];
  return { subtype, text: sentences.map((text) => capitalised(sentence(text))).join(' ') };
}

/** Ducts of a grade below this are well differentiated. */
const WELL_DIFFERENTIATED = 0.5;

function diagnosis(growth: Growth, grade: number): string {
  switch (growth) {
    case 'ducts':
      return `${grade < WELL_DIFFERENTIATED ? 'Well' : 'Moderately'} differentiated tubular adenocarcinoma`;
    case 'papillary':
      return 'Papillary adenocarcinoma';
    case 'solid':
      return 'Poorly differentiated adenocarcinoma, solid type';
    case 'cords':
      return 'Poorly differentiated adenocarcinoma, non-solid type';
    case 'signet':
      return 'Signet ring cell carcinoma';
    case 'mucinous':
      return 'Mucinous adenocarcinoma';
  }
}

function ductSize(grade: number): string {
  const radius = ductRadius(grade);
  if (radius > 15.5) return 'large';
  if (radius > 13) return 'medium-sized';
  return radius > 10.5 ? 'medium-sized to small' : 'small';
}

/** How tumour cells invade, behind `tumor tissue that invades`. */
function manner(growth: Growth, grade: number, random: Random): string {
  const size = ductSize(grade);
  const ways: Record<Growth, string[]> = {
    ducts:
      grade < WELL_DIFFERENTIATED
        ? [`by forming ${size}, irregular ducts`, `by forming ${size} and irregular glandular ducts`]
        : [`by forming ${size}, irregular and fused ducts`, `by forming ${size}, closely packed irregular ducts`],
    papillary: ['by forming papillary structures', 'by forming large ducts with papillary folds'],
    solid: ['in solid sheets', 'by forming large solid nests'],
    cords: ['in cords and as scattered single cells', 'in a cord-like arrangement without forming ducts'],
    signet: ['as signet ring cells', 'as diffusely scattered signet ring cells'],
    mucinous: ['as small nests floating in mucus', 'by forming pools of mucus with floating cells'],
  };
  return pick(ways[growth], random);
}

function mainFinding({ main, reach }: Findings, grade: number, random: Random): string {
  const tissue = `tumor tissue that invades ${manner(main, grade, random)}`;
  const place = {
    mucosa: pick(['in the superficial epithelium', 'in the mucosa'], random),
    muscularis: 'from the superficial epithelium to the muscularis mucosae',
    submucosa: pick(['from the mucosa to the submucosa', 'from the superficial epithelium to the submucosa'], random),
  }[reach];
  return chance(0.6, random) ? `${place}, ${tissue} is observed` : `${tissue} is observed ${place}`;
}

/** A growth as a thing of its own. */
const components: Record<Growth, string> = {
  ducts: 'irregular ducts',
  papillary: 'papillary structures',
  solid: 'solid nests',
  cords: 'cord-like or scattered single cells',
  signet: 'signet ring cells',
  mucinous: 'pools of mucus',
};

function secondFinding({ second }: Findings, random: Random): string[] {
  if (!second) return [];
  const part = components[second.growth];
  if (second.deeper)
    return [pick([`in the deeper part it changes to ${part}`, `towards the depth, ${part} appear`], random)];
  if (second.share < 0.2)
    return [pick([`${part} are seen in a small part`, `in a small part, ${part} are mixed in`], random)];
  return [pick([`${part} are mixed in`, `in part, ${part} are also seen`], random)];
}

/** Side findings are often left out of a report. */
function sideFindings({ lymphocytes, glands }: Findings, random: Random): string[] {
  const sides: string[] = [];
  if (lymphocytes > 0.08 && chance(0.75, random)) sides.push('lymphocytic infiltration is seen around it');
  if (glands > 0.3 && chance(0.35, random)) sides.push('non-neoplastic glands remain');
  return sides;
}

function addition({ main, second }: Findings, random: Random): string {
  if (!second || second.share < 0.25 || !chance(0.6, random)) return '';
  const poor: Growth[] = ['solid', 'cords'];
  if (second.growth === 'signet') return ' with signet ring cells';
  if (poor.includes(second.growth) && !poor.includes(main)) return ' with a poorly differentiated component';
  return '';
}
