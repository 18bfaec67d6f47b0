// Generated from the contract by tools/build-contracts.ts; do not edit.

/** What the code of a deployed TestUSDT hashes to (keccak256) with zeros in the ranges of its immutables. */
export const testUSDTRuntime = {
  runtimeCodeHash: '0xe2c4324afc4bb3543b5db05a763cf494335a7fa5991ef79f211785d289038125',
  immutables: [],
} as const;
