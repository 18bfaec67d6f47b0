// Generated from the contract by tools/build-contracts.ts; do not edit.

/** What the code of a deployed TestUSDC hashes to (keccak256) with zeros in the ranges of its immutables. */
export const testUSDCRuntime = {
  runtimeCodeHash: '0x91b0e288c9226a047831735b36b22c25a3f6a69fd2bc5adf6b140665d67c9a4a',
  immutables: [
    { start: 932, length: 32 },
    { start: 973, length: 32 },
    { start: 2271, length: 32 },
    { start: 2325, length: 32 },
    { start: 2404, length: 32 },
    { start: 2442, length: 32 },
    { start: 2514, length: 32 },
  ],
} as const;
