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

  /** spoke u32 → what registration fixed of it */
  spokes: 0x80,
  /** spoke u32 → state, applied events, epoch, counters, breaker */
  spokeStatuses: 0x81,
  /** spoke u32 ‖ token 20 → asset, decimals, fee floor, committed and ever moved amounts */
  routes: 0x82,
  /** spoke u32 ‖ token 20 → the vault's configuration of it */
  vaultTokens: 0x83,
  /** spoke u32 ‖ operator 20 → its last vote, finalised time, gas price */
  spokeVoters: 0x84,
  /** spoke u32 ‖ nonce u64 → what validators saw under it */
  eventVotes: 0x85,
  /** spoke u32 ‖ nonce u64 → deposit that could not be credited */
  quarantine: 0x86,
  /** spoke u32 ‖ id u64 → withdrawal that is not final */
  withdrawals: 0x87,
  /** spoke u32 ‖ batch nonce u64 → batch and its signatures */
  batches: 0x88,
  /** spoke u32 ‖ epoch u64 ‖ hub height u64 → validator set and its signatures */
  spokeSets: 0x89,
  /** spoke u32 ‖ digest 32 → time until which an issued digest is remembered */
  issuedDigests: 0x8a,
  /** spoke u32 ‖ operator 20 → state it votes for */
  spokeStateVotes: 0x8b,
  /** kind u32 ‖ id u32 → USD by time bucket: account, asset, spoke, corridor */
  bridgeFlows: 0x8c,
  /** () → pauses and broken assets */
  bridgeGlobal: 0x8d,
  /** spoke u32 ‖ id u64 → cancelled on the spoke before it was given out */
  voidIds: 0x8e,
} as const;

export type PrefixName = keyof typeof prefixes;
