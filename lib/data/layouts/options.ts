import type { CaptionOptions } from '../captions';
import type { FaultOptions } from '../faults';
import type { ImageFolderOptions } from '../imageFolder';

/** What every loader understands. */
export interface LoadOptions extends FaultOptions, ImageFolderOptions, CaptionOptions {
  /** Name of the data set. Default: that of the layout. */
  name?: string;
  /** Terms of use. Default: the publisher's. */
  licence?: string;
  /** What must stand beside every figure. Default: the publisher's, if there is one. */
  notice?: string;
}
