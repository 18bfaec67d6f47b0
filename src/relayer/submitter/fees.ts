/** EIP-1559 fees, wei per gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Room for the base fee to double: about six full blocks. */
export const estimateFees = (baseFee: bigint, tip: bigint): Fees => ({
  maxFeePerGas: 2n * baseFee + tip,
  maxPriorityFeePerGas: tip,
});

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
/** ⌈x·1.1⌉: what nodes ask of a replacement. */
const raised = (x: bigint): bigint => (x * 11n + 9n) / 10n;

const CAP_FACTOR = 3n;

/**
 * Fees of a replacement: ×1.1, or the present estimate if that is more, and never above 3× the present estimate or
 * `ceiling`. undefined: what was sent is good enough or dear enough, so wait (spec: bridge §3).
 */
export function replacementFees(sent: Fees, estimate: Fees, ceiling: bigint | undefined): Fees | undefined {
  const maxFeePerGas = max(raised(sent.maxFeePerGas), estimate.maxFeePerGas);
  const tip = max(raised(sent.maxPriorityFeePerGas), estimate.maxPriorityFeePerGas);
  if (maxFeePerGas > CAP_FACTOR * estimate.maxFeePerGas) return undefined;
  if (ceiling !== undefined && maxFeePerGas > ceiling) return undefined;
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas };
}
