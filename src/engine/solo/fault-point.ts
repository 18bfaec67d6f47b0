/**
 * Where a test may kill the process while a block is made, in this order: the proposal exists · it was accepted · it was
 * executed · its record is on disk · the application committed it · everybody was told.
 */
export const faultPoints = ['prepared', 'processed', 'finalized', 'durable', 'committed', 'published'] as const;

export type FaultPoint = (typeof faultPoints)[number];
