// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.

export const SignMode = {
  UNSPECIFIED: 0,
  DIRECT: 1,
  TEXTUAL: 2,
  DIRECT_AUX: 3,
  LEGACY_AMINO_JSON: 127,
  EIP_191: 191,
} as const;
/** Open: a decoded message may carry any 32-bit value. */
export type SignMode = number;
