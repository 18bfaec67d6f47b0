// Generated from the contract by tools/build-contracts.ts; do not edit.

/** What the code of a deployed TestWETH hashes to (keccak256) with zeros in the ranges of its immutables. */
export const testWETHRuntime = {
  runtimeCodeHash: '0xb4fea172bdb0881e21f75b8476195b87be2fa5759b3418b703ca47e525cd4022',
  immutables: [],
} as const;
