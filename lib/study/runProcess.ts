import { serveParent } from './executors/childSide';
import { runners } from './jobKinds';

/** The program of every child process, here and on the machines of a queue: does one job for its parent, and ends. */
void serveParent(runners);
