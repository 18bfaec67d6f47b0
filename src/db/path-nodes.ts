import { LEVEL_STEP } from './archive-rows.ts';

/** Nodes of a kept level from which one sibling of a path is computed: `count` adjacent ones, a power of two. */
export interface SiblingSource {
  readonly level: number;
  readonly first: number;
  readonly count: number;
}

/** Smallest d with 2^d ≥ slots (chain §2). */
function depthOf(slots: number): number {
  let depth = 0;
  while (2 ** depth < slots) depth++;
  return depth;
}

/** What the siblings on the path of `slot` are computed from, the leaf's sibling first. */
export function siblingSources(slot: number, slotsUsed: number): SiblingSource[] {
  return Array.from({ length: depthOf(slotsUsed) }, (_, level) => {
    const below = level % LEVEL_STEP;
    const sibling = (slot >> level) ^ 1;
    return { level: level - below, first: sibling * 2 ** below, count: 2 ** below };
  });
}

/** All nodes of the sources, in order, that are not beyond the slots used (those are empty subtrees). */
export function pathNodes(slot: number, slotsUsed: number): { level: number; index: number }[] {
  return siblingSources(slot, slotsUsed).flatMap(({ level, first, count }) =>
    Array.from({ length: count }, (_, i) => ({ level, index: first + i })).filter(
      ({ index }) => index < Math.ceil(slotsUsed / 2 ** level),
    ),
  );
}
