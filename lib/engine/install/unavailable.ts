/** A part of set-up that cannot be had here. The message is one line: what is missing, and how to get it. */
export class Unavailable extends Error {}
