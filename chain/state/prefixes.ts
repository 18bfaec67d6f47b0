/**
 * First byte of every key of state, in `key → value` notation. Append-only: a number is never given a new meaning.
 * u32, u64 are big endian; address is 20 bytes.
 */
export const prefixes = {
  /** () → chain facts: chain id, genesis hash, initial height, counters of the application */
  chain: 0x01,
  /** module name → params */
  params: 0x02,

  /** address → account: number, sequence, key, budget counters, volumes, referrer */
  accounts: 0x10,
  /** address ‖ timeout ns u64 → used unordered nonce */
  nonces: 0x11,
  /** owner address ‖ agent address → approval and notional used today */
  agents: 0x12,

  /** name of a pool ‖ asset u32 → amount (insurance, fees, escrow by spoke, …) */
  pools: 0x20,

  /** asset u32 → asset */
  assets: 0x28,

  /** operator address → validator: keys, granted power, jail, reported faults */
  validators: 0x30,

  /** market u32 → market parameters */
  markets: 0x38,
  /** market u32 → market status and its reasons */
  marketStatus: 0x39,
  /** () → phase of the restart guard */
  restartGuard: 0x3a,

  /** feed id 32 → last verified price */
  prices: 0x40,
  /** namespace ‖ index u32 → signer set */
  signerSets: 0x41,
  /** feed id 32 → oracle state of a feed: index, mode, streaks, pending jump */
  oracleState: 0x42,

  /** address ‖ subaccount u32 → subaccount: balances, positions, settings */
  subaccounts: 0x50,
  /** market u32 → open interest, Σ F_pos·lots, funding pool */
  marketMargin: 0x51,

  /** market u32 ‖ order u64 → order */
  orders: 0x60,
  /** market u32 → counters, last trade, due queue */
  books: 0x61,
  /** address ‖ subaccount u32 ‖ clientOrderId → open or closed order of that id */
  clientOrderIds: 0x62,
  /** time u64 ‖ address ‖ subaccount u32 → scheduled cancel */
  scheduledCancels: 0x63,
  /** market u32 ‖ side u8 ‖ reduce-only u8 ‖ order u64 → trailing stops of one best price: first order, best */
  trailingGroups: 0x64,

  /** market u32 → funding: index F, samples of the hour, slot */
  funding: 0x70,

  /** spokes, deposits, withdrawals, batches: 0x80..0x9f, given when the bridge is built */
} as const;

export type PrefixName = keyof typeof prefixes;
