// Generated from the contract by tools/build-contracts.ts; do not edit.

/** What the code of a deployed SpokeVault hashes to (keccak256) with zeros in the ranges of its immutables. */
export const spokeVaultRuntime = {
  runtimeCodeHash: '0xfd82987df045c56baab203b73f9fe565954f2375d9f28ae5b49dfdebe9375eef',
  immutables: [
    { start: 1773, length: 32 },
    { start: 2220, length: 32 },
    { start: 2391, length: 32 },
    { start: 2473, length: 32 },
    { start: 2513, length: 32 },
    { start: 2556, length: 32 },
    { start: 2598, length: 32 },
    { start: 2640, length: 32 },
    { start: 4431, length: 32 },
    { start: 6038, length: 32 },
    { start: 7204, length: 32 },
    { start: 8522, length: 32 },
    { start: 8566, length: 32 },
    { start: 12549, length: 32 },
    { start: 14296, length: 32 },
    { start: 14673, length: 32 },
    { start: 14796, length: 32 },
    { start: 14942, length: 32 },
    { start: 15412, length: 32 },
    { start: 16839, length: 32 },
    { start: 17778, length: 32 },
  ],
} as const;
