import type { Random } from '../../../nn';
import { visibleFacts } from '../abo';
import type { DressedModel, Setting, Side } from '../models';
import { dot, type Picture, type Vector } from '../render';
import type { SceneObject } from './arrange';
import type { Surroundings } from './settings';

/** What a caption writer sees of a scene. */
export interface SceneView {
  surroundings: Surroundings;
  objects: readonly SceneObject[];
  /** Degrees around the scene. */
  azimuth: number;
}

/** Things of one kind that stand together; the scene graph's nodes. */
export interface Group {
  /** Numbers of the objects. */
  members: readonly number[];
  dressed: DressedModel;
  /** What all of them are called. */
  nouns: readonly string[];
  /** All in the same look. */
  alike: boolean;
  /** Whether the part that gives them their colour can be seen. */
  showsColour: boolean;
  /** Pixels of the picture. */
  visible: number;
  /** Where they are across the picture; left is negative. */
  across: number;
}

/** Fewer pixels than these, of 128 x 128, go unnoticed. */
const FEWEST_PIXELS = 90;

/** A part that takes less of an object's pixels than this does not give it its colour. */
const SMALLEST_SHARE = 0.12;

/** The groups that can be seen, the most conspicuous first. */
export function groupsOf({ objects, azimuth }: SceneView, { visible }: Pick<Picture, 'visible'>): Group[] {
  const pixels = visible.map((parts) => parts.reduce((sum, count) => sum + count, 0));
  const byKind = new Map<string, number[]>();
  // Even if all is small, something is there.
  const enough = Math.min(FEWEST_PIXELS, Math.max(...pixels));
  for (const [index, { dressed, on }] of objects.entries()) {
    if (pixels[index]! < enough) continue;
    const kind = `${dressed.model.nouns[0]} ${on ?? ''}`;
    byKind.set(kind, [...(byKind.get(kind) ?? []), index]);
  }
  const right: Vector = [Math.cos((azimuth * Math.PI) / 180), 0, -Math.sin((azimuth * Math.PI) / 180)];
  const groups = [...byKind.values()].map((members) => {
    const { dressed } = objects[members[0]!]!;
    const sameModel = members.every((member) => objects[member]!.dressed.model === dressed.model);
    return {
      members,
      dressed,
      nouns: sameModel ? dressed.model.nouns : dressed.model.nouns.slice(0, 1),
      showsColour: members.every((member) => visible[member]![0]! >= SMALLEST_SHARE * pixels[member]!),
      alike: members.every((member) => sameLook(objects[member]!.dressed, dressed)),
      visible: members.reduce((sum, member) => sum + pixels[member]!, 0),
      across: members.reduce((sum, member) => sum + dot(objects[member]!.position, right), 0) / members.length,
    };
  });
  return groups.sort((a, b) => b.visible - a.visible);
}

const sameLook = (a: DressedModel, b: DressedModel) => a.finishes[0]!.colour === b.finishes[0]!.colour;

/** How one group stands to another, in the words of captions; several are true at once. */
export function relations(a: Group, b: Group, { objects }: SceneView): string[] {
  const [first, second] = [objects[a.members[0]!]!, objects[b.members[0]!]!];
  if (a.members.length === 1 && b.members.length === 1) {
    if (first.on === b.members[0]) return ['on top of', 'on', 'standing on'];
    if (second.on === a.members[0]) return ['underneath', 'below'];
    if (first.before === b.members[0]) return ['in front of'];
    if (second.before === a.members[0]) return ['behind'];
  }
  if (first.hangs) return ['on the wall above', 'hanging on the wall near'];
  if (second.hangs) return ['below'];
  const sides =
    Math.abs(a.across - b.across) > 0.3 * reach(a, b)
      ? [a.across < b.across ? 'to the left of' : 'to the right of']
      : [];
  return ['next to', 'beside', 'near', 'next to', ...sides];
}

const reach = (a: Group, b: Group) => (a.dressed.model.size[0] + b.dressed.model.size[0]) / 2;

/** What can be said of an object's parts, from where the camera stands. */
export function factsOf(group: Group, view: SceneView, picture: Pick<Picture, 'visible'>, random: Random): string[] {
  if (group.members.length > 1) return [];
  const member = group.members[0]!;
  const turned = view.azimuth - (view.objects[member]!.turn * 180) / Math.PI;
  const fromFront = Math.abs(((((turned + 180) % 360) + 360) % 360) - 180) < 60;
  const shows = (side?: Side) => side === undefined || (side === 'front' && fromFront);
  const pixels = (part: number, side?: Side) => (shows(side) ? (picture.visible[member]![part] ?? 0) : 0);
  const main = group.dressed.finishes[0]!.colour;
  return visibleFacts(group.dressed, { pixels }, random)
    .map(({ phrase }) => phrase)
    .filter((phrase) => !phrase.includes(main));
}

/** Things that tell what room it is. */
const tellTales: Partial<Record<Setting, RegExp>> = {
  bedroom: /\bbed\b|wardrobe/,
  living: /sofa|couch|armchair|piano|television/,
  kitchen: /oven|refrigerator|sink cabinet/,
  bathroom: /toilet|washbasin|bidet|washstand/,
  office: /office desk|desk|whiteboard/,
};

/** Words for the place: the room's name only where something in sight tells it. */
export function placeWords({ surroundings }: SceneView, groups: readonly Group[]): string[] {
  const { kind, setting } = surroundings;
  if (kind === 'table') return surroundings.ground.map((ground) => ground.replace(/.*(tablecloth)$/, 'table'));
  if (setting === 'garden') return ['garden', 'park'];
  if (setting === 'street') return ['street', 'parking lot'];
  if (setting === 'beach') return ['beach'];
  const tells = tellTales[setting];
  const told = tells && groups.some(({ dressed }) => tells.test(dressed.model.nouns.join()));
  return told ? [setting === 'living' ? 'living room' : setting, 'room'] : ['room'];
}
