import type { Random } from '../../../nn';
import { describeFinish } from '../models';
import type { Picture } from '../render';
import { capitalised, chance, inSeries, numeral, pick, plural, sentence, weighted, withArticle } from '../words';
import { factsOf, type Group, groupsOf, placeWords, relations, type SceneView } from './graph';

/** Captions a picture. */
export const CAPTIONS_PER_SCENE = 5;

/** Five different captions in the manner of COCO's: what is there, how it looks, where it is. */
export function describeScene(view: SceneView, picture: Pick<Picture, 'visible'>, random: Random): string[] {
  const groups = groupsOf(view, picture);
  const captions = new Set<string>();
  for (let tries = 0; captions.size < CAPTIONS_PER_SCENE && tries < 60; tries++) {
    captions.add(capitalised(sentence(describeOnce(view, picture, groups, random))));
  }
  return [...captions];
}

function describeOnce(
  view: SceneView,
  picture: Pick<Picture, 'visible'>,
  groups: readonly Group[],
  random: Random,
): string {
  const count = Math.min(groups.length, 1 + weighted([18, 52, 30], random));
  // The most conspicuous thing is nearly always named.
  const named = chance(0.85, random) ? groups.slice(0, count) : random.shuffle(groups).slice(0, count);
  if (named.length === 0) return `a picture of ${withArticle(pick(placeWords(view, groups), random))}`;
  const phrases = named.map((group) => nounPhrase(group, random));
  const place = whereabouts(view, groups, random);
  if (named.length === 1) return ofOne(named[0]!, phrases[0]!, view, picture, place, random);
  if (named.length === 2) return ofTwo(named[0]!, named[1]!, phrases as [string, string], view, place, random);
  return ofMany(phrases, place, random);
}

const materialWords = /\b(wooden|metal|plastic|leather|paper|stone|rock|boulder)\b/;

/** `a dark red leather sofa`, `two chairs`, `three chairs of different colors`. */
function nounPhrase({ dressed, members, nouns, alike, showsColour }: Group, random: Random): string {
  const { model, finishes } = dressed;
  const noun = chance(0.7, random) ? nouns[0]! : pick(nouns, random);
  const whole = model.parts[0]!.phrase === undefined && !materialWords.test(noun);
  const say = whole ? pick(['colour', 'colour', 'both', 'material'] as const, random) : 'colour';
  const look = chance(0.8, random) && showsColour ? describeFinish(finishes[0]!, say) : '';
  const chosen = model.shapes && chance(0.25, random) ? pick(model.shapes, random) : '';
  const shape = noun.includes(chosen) ? '' : chosen;
  if (members.length === 1) return `a ${shape} ${look} ${noun}`;
  const several = `${numeral(members.length)} ${alike ? look : ''} ${plural(noun)}`;
  return alike || !showsColour || chance(0.5, random) ? several : `${several} of different colors`;
}

interface Whereabouts {
  /** `on a wooden floor` */
  ground: string;
  /** `in a living room` */
  place: string;
  /** The place as a thing: `a living room` */
  room: string;
  /** `in front of a light blue wall`, or nothing */
  wall: string;
  outdoors: boolean;
}

function whereabouts(view: SceneView, groups: readonly Group[], random: Random): Whereabouts {
  const { surroundings } = view;
  const word = pick(surroundings.ground, random);
  const mass = /^(grass|green grass|sand|pavement|concrete|asphalt|lawn|beach)$/.test(word);
  const ground = mass ? `on the ${word}` : `on ${withArticle(word)}`;
  const room = withArticle(pick(placeWords(view, groups), random));
  const on = surroundings.kind === 'table' || /beach|street/.test(room);
  const wall = surroundings.wallColour ? `in front of ${withArticle(surroundings.wallColour)} wall` : '';
  return { ground, place: `${on ? 'on' : 'in'} ${room}`, room, wall, outdoors: surroundings.kind === 'outdoors' };
}

function ofOne(
  group: Group,
  phrase: string,
  view: SceneView,
  picture: Pick<Picture, 'visible'>,
  place: Whereabouts,
  random: Random,
): string {
  const several = group.members.length > 1;
  const hangs = view.objects[group.members[0]!]!.hangs === true;
  const ground = hangs ? 'on the wall' : groundOf(group, view, place, random);
  const facts = factsOf(group, view, picture, random);
  const detail =
    facts.length > 0 ? `with ${inSeries(random.shuffle(facts).slice(0, chance(0.3, random) ? 2 : 1))}` : '';
  const doing = hangs ? 'hanging' : pick(['sitting', 'standing', 'placed', ''], random);
  return pick(
    [
      `${phrase} ${detail} ${ground}`,
      `${phrase} ${doing} ${ground}`,
      `${phrase} ${doing} ${ground} ${hangs ? '' : place.wall}`,
      `there ${several ? 'are' : 'is'} ${phrase} ${ground}`,
      `there ${several ? 'are' : 'is'} ${phrase} ${detail} ${place.place}`,
      `${phrase} ${several ? 'are' : 'is'} shown ${hangs ? place.place : place.wall || place.place}`,
      `${phrase} ${detail} ${place.place}`,
      `a ${pick(['picture', 'photo', 'view', 'close view'], random)} of ${phrase} ${ground}`,
    ],
    random,
  );
}

/** The ground, or the thing that it stands on. */
function groundOf({ members }: Group, { objects }: SceneView, { ground }: Whereabouts, random: Random): string {
  const { on } = objects[members[0]!]!;
  if (on === undefined) return ground;
  return `on top of ${withArticle(pick(objects[on]!.dressed.model.nouns, random))}`;
}

function ofTwo(
  a: Group,
  b: Group,
  [first, second]: [string, string],
  view: SceneView,
  place: Whereabouts,
  random: Random,
): string {
  const relation = pick(relations(a, b, view), random);
  const back = pick(relations(b, a, view), random);
  const grounded = view.objects[a.members[0]!]!.on === undefined && !view.objects[a.members[0]!]!.hangs;
  const stands = view.objects[b.members[0]!]!.on === undefined && !view.objects[b.members[0]!]!.hangs;
  const be = a.members.length > 1 ? 'are' : 'is';
  const forms = [
    `${first} ${relation} ${second}`,
    `${second} ${back} ${first}`,
    `${first} ${be} ${relation} ${second}`,
    `${first} and ${second} ${place.place}`,
    `${place.room} with ${first} and ${second}`,
    `${second} ${back} ${first} ${place.place}`,
    `there ${be} ${first} ${relation} ${second}`,
  ];
  if (grounded && stands) {
    forms.push(`${first} and ${second} ${place.ground}`, `${first} ${relation} ${second} ${place.ground}`);
    forms.push(
      `${first} and ${second} stand ${place.wall || place.ground}`,
      `${first} ${pick(['sits', 'stands'], random)} ${relation} ${second}`,
    );
  }
  const fitting = a.members.length > 1 ? forms.filter((form) => !/ (sits|stands) /.test(form)) : forms;
  return pick(fitting, random);
}

function ofMany(phrases: readonly string[], place: Whereabouts, random: Random): string {
  const series = inSeries(random.shuffle(phrases));
  return pick(
    [
      `${series} ${place.place}`,
      `${place.room} with ${series}`,
      `${series} ${place.outdoors ? place.ground : place.place}`,
      `there are ${series} ${place.place}`.replace(/^there are (an? )/, 'there is $1'),
    ],
    random,
  );
}
