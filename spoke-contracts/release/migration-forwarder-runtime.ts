// Generated from the contract by tools/build-contracts.ts; do not edit.

/** What the code of a deployed MigrationForwarder hashes to (keccak256) with zeros in the ranges of its immutables. */
export const migrationForwarderRuntime = {
  runtimeCodeHash: '0x83502e43cf6625c14f85244a698bbf542d1e52e619b0e85b84dd89d3770264ba',
  immutables: [
    { start: 134, length: 32 },
    { start: 358, length: 32 },
  ],
} as const;
