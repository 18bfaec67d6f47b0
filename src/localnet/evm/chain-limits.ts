/** More EVM chains than these are asked for by nobody. */
export const MAX_CHAINS = 8;

/** Anvil's `finalized` is so many blocks below its head: a deeper reorg takes back what was final. */
export const FINAL_DEPTH = 2;
