import { command, UsageError } from './command';
import { checkFolder } from './data';

/** `mivpg data check DIR` */
export const dataCommand = command({
  arguments: 'check folder',
  options: {
    json: { type: 'boolean', summary: 'print the report as JSON, with every fault' },
    quick: { type: 'boolean', summary: 'do not read the images' },
    captions: { type: 'string', value: 'file', summary: 'captions of Amazon Berkeley Objects, if not in the folder' },
    'follow-links': { type: 'boolean', summary: 'take symbolic links out of the folder as they are' },
  },
  notes: `
mivpg data check <folder> recognises these layouts:
  dataset_coco.json, train2014/, val2014/              COCO captions in Karpathy's split
  captions_*.json or annotations/, train2014/, ...     COCO captions as published
  captions.csv, patches_captions/                      PatchGastricADC22
  listings/, images/, captions.json or captions.csv    Amazon Berkeley Objects
It exits with 1 if something is wrong. What published copies are known to have, it counts as left out.
`,
  async run(values, [action, ...args]) {
    if (action === 'check') return checkFolder(args, values);
    throw new UsageError(`"data" needs an action, check; found: ${action ?? 'none'}`);
  },
});
