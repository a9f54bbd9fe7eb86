/** How long a test may wait for what it waits for, in seconds: ten times the usual. It is there against hanging alone. */
export const patience = 1200;

/** The time of a whole test, in milliseconds. */
export const testMs = 2 * patience * 1000;
