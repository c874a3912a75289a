import type { Random } from '../../../nn';
import { type DressedModel, describeFinish, type Side } from '../models';
import { chance, inSeries, pick, sentence, weighted } from '../words';

/** What the pictures of a product show. */
export interface Seen {
  /** Pixels of the part in the picture that shows most of it, among those that show the side. */
  pixels(part: number, side?: Side): number;
}

/** Fewer pixels than these, of 128 x 128, do not show what a part looks like. */
const FEWEST_PIXELS = 40;

/** Something true that a caption may say: `four {} legs` with the part's look put in. */
export interface Fact {
  part: string;
  phrase: string;
}

/** All that can be seen of a product in its pictures, apart from its main colour. */
export function visibleFacts({ model, finishes }: DressedModel, seen: Seen, random: Random): Fact[] {
  const shows = (name: string, side?: Side) =>
    seen.pixels(
      model.parts.findIndex((part) => part.name === name),
      side,
    ) >= FEWEST_PIXELS;
  const looks = model.parts.flatMap(({ name, phrase, bare, side }, index) => {
    if (!phrase || !shows(name, side)) return [];
    const say = bare ? 'colour' : pick(['colour', 'both', 'both'] as const, random);
    return { part: name, phrase: phrase.replace('{}', describeFinish(finishes[index]!, say)) };
  });
  const facts = (model.facts ?? []).filter(({ part, side }) => shows(part, side));
  return [...looks, ...facts.map(({ part, phrase }) => ({ part, phrase }))];
}

const materialWords = /\b(wooden|metal|plastic|leather|paper|glass|stone|rock|boulder|cast-iron|chesterfield)\b/;

/** From one to five captions in the manner of people who describe a product from its pictures. */
export function describeProduct(dressed: DressedModel, seen: Seen, random: Random): string[] {
  const count = 1 + weighted([25, 30, 20, 15, 10], random);
  const captions = new Set<string>();
  for (let tries = 0; captions.size < count && tries < 20; tries++) {
    captions.add(describeOnce(dressed, visibleFacts(dressed, seen, random), random));
  }
  return [...captions];
}

function describeOnce({ model, finishes }: DressedModel, facts: readonly Fact[], random: Random): string {
  const main = model.parts[0]!;
  const noun = chance(0.55, random) ? model.nouns[0]! : pick(model.nouns, random);
  const whole = main.phrase === undefined;
  const say = materialWords.test(noun) || !whole ? 'colour' : pick(['colour', 'both', 'both'] as const, random);
  const look = describeFinish(finishes[0]!, say);
  const chosen = model.shapes && chance(0.6, random) ? pick(model.shapes, random) : '';
  const shape = noun.includes(chosen) ? '' : chosen;
  const details = chooseDetails(
    facts.filter(({ phrase }) => !phrase.includes(look) && (shape === '' || !phrase.includes(shape))),
    weighted([8, 32, 38, 22], random),
    random,
  );
  return sentence(compose({ noun, look, colour: finishes[0]!.colour, shape, details }, random));
}

/** A few facts, no two about the same thing. */
function chooseDetails(facts: readonly Fact[], count: number, random: Random): string[] {
  const chosen: string[] = [];
  const heads = new Set<string>();
  for (const { phrase } of random.shuffle(facts)) {
    const head = phrase
      .replace(/ (of|on|in|at|with|that|above|below|between|along|around|all|like|one|inside|over) .*/, '')
      .split(' ')
      .at(-1)!;
    const stem = head.replace(/s$/, '').replace(/^(backrest|back)$/, 'back');
    if (chosen.length >= count || heads.has(stem)) continue;
    heads.add(stem);
    chosen.push(phrase);
  }
  return chosen;
}

interface Words {
  noun: string;
  look: string;
  colour: string;
  shape: string;
  details: readonly string[];
}

function compose({ noun, look, colour, shape, details }: Words, random: Random): string {
  const thing = `a ${shape} ${look} ${noun}`;
  const series = inSeries(details);
  if (details.length === 0) {
    return pick([thing, `this ${noun} is ${colour}`, `the picture shows ${thing}`], random);
  }
  const [first, ...rest] = details;
  const forms = [
    `${thing} with ${series}`,
    `${thing} with ${series}`,
    `${thing} having ${series}`,
    `this ${shape} ${noun} is ${colour} and has ${series}`,
    `a ${shape} ${noun} in ${colour} with ${series}`,
    rest.length > 0 ? `${thing} with ${first}, and it has ${inSeries(rest)}` : `${thing} that has ${first}`,
    rest.length > 0 ? `${thing} with ${first} and having ${inSeries(rest)}` : `${thing} with ${first}`,
  ];
  return pick(forms, random);
}
