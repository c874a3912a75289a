import type { Job } from '../executor';

/** Name of the queue in Redis; those of several studies can share it. */
export const QUEUE = 'mivpg';

/** A job in the queue. */
export interface QueuedJob {
  /** Its `folder` is relative to the root. */
  job: Job;
  /** The folder that the machines share, where it is on the machine that put the job here. */
  root: string;
  /** See `markFolder`. */
  mark: string;
}

/** How a job in the queue goes on. */
export interface QueuedProgress {
  share: number;
  text: string;
}

/** The same work in the same shared folder is in the queue once. */
export const queueId = ({ job, mark }: QueuedJob): string => `${job.kind ?? 'run'}-${job.id}-${mark.slice(0, 8)}`;
