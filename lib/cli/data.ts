import { command, UsageError } from './command';
import { checkFolder } from './dataCheck';
import { collectCache } from './dataCollect';

/** `mivpg data check DIR` and `mivpg data gc` */
export const data = command({
  arguments: 'check folder | gc',
  options: {
    json: { type: 'boolean', summary: 'print the report as JSON, with every fault' },
    quick: { type: 'boolean', summary: 'see whether image files are whole, but do not decode them' },
    captions: { type: 'string', value: 'file', summary: 'captions of Amazon Berkeley Objects, if not in the folder' },
    images: { type: 'string', value: 'folder', summary: 'images of COCO, if not in the folder' },
    cache: { type: 'string', value: 'folder', summary: "feature cache that gc tidies (default: the user's)" },
    verify: { type: 'boolean', summary: 'gc compares the checksums of all features' },
    'unused-days': { type: 'string', value: 'n', summary: 'gc removes features that were not used for n days' },
    model: { type: 'string', value: 'id', summary: 'gc removes the features of a model' },
    'dry-run': { type: 'boolean', summary: 'gc says what it would remove' },
    'follow-links': { type: 'boolean', summary: 'take symbolic links out of the folder as they are' },
  },
  notes: `
mivpg data check <folder> recognises these layouts:
  dataset_coco.json, train2014/, val2014/              COCO captions in Karpathy's split
  captions_*.json or annotations/, train2014/, ...     COCO captions as published
  captions.csv, patches_captions/                      PatchGastricADC22
  listings/, images/, captions.json or captions.csv    Amazon Berkeley Objects
  captions.csv with the columns images and caption     your own: a row a caption, image names separated by ";"
It exits with 1 if something is wrong. What published copies are known to have, it counts as left out.

mivpg data gc removes damaged features and what killed extractions left behind.
`,
  async run(values, [action, ...args]) {
    if (action === 'check') return checkFolder(args, values);
    if (action === 'gc') return collectCache(args, values);
    throw new UsageError(`"data" needs an action, check or gc; found: ${action ?? 'none'}`);
  },
});
