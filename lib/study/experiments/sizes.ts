import type { ScenarioName } from '../spec';
import type { Part } from './experiment';

/**
 * Training sizes of learning curves: equal steps by ratio, from where hardly anything is learned to all that there is. The
 * paper draws random subsets of MS-COCO (Fig. 4) but names no sizes besides "50K samples": pairs of image and caption,
 * about 10,000 images. Samples here are images, slides, and products.
 */
export const curveSizes: Readonly<Record<Exclude<ScenarioName, 'photographs'>, Part['sizes']>> = {
  scenes: { mini: [62, 125, 250, 500, 1000, 'all'], full: [1000, 5000, 10_000, 25_000, 50_000, 'all'] },
  slides: { mini: [8, 16, 32, 64, 100, 'all'], full: [40, 80, 160, 320, 500, 'all'] },
  products: { mini: [11, 22, 44, 88, 175, 'all'], full: [140, 280, 560, 1120, 2240, 'all'] },
};

/** Three of scenario 1's, where a run costs much. */
export const fewSceneSizes: Part['sizes'] = { mini: [125, 500, 'all'], full: [5000, 10_000, 'all'] };

/** One of them, as small as where the paper finds that PPEG helps. */
export const oneSceneSize: Part['sizes'] = { mini: [250], full: [10_000] };

/** As the paper's tables. */
export const allSamples: Part['sizes'] = { mini: ['all'], full: ['all'] };
