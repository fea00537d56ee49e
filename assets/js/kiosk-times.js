/** Spans of a device that stands in a hall, in seconds. */

/** Nobody touches it: it asks whether anybody is there. */
export const IDLE = 45;
/** Then, if nobody says so, what was answered is erased. */
export const WARNING = 15;
/** The thanks are shown no longer than this. */
export const THANKS = 10;
/** A ballot that follows the one before it faster is counted as too fast, and counts. */
export const LEAST_BETWEEN_BALLOTS = 60;
/** How often it looks whether the server is there and what is to be sent. */
export const LOOK = 60;
/** After so many wrong codes in a row none is taken for so long. */
export const EXIT_TRIES = 5;
export const EXIT_PAUSE = 60;
