/** Limits of the pool. Bytes are TxRaw bytes. */
export interface MempoolConfig {
  /** Backlog: about two blocks; lanes 2 and 3 are refused beyond it. */
  readonly maxBytes: number;
  readonly maxWeight: number;
  readonly maxTxs: number;
  /** Room above the backlog that only lanes 0 and 1 may use: prices and cancels must get through a full pool. */
  readonly reservedBytes: number;
  readonly reservedWeight: number;
  readonly reservedTxs: number;
  /** Most of one signer in the pool. */
  readonly accountTxs: number;
  readonly accountBytes: number;
  /** A tx that no block took is dropped after this long. */
  readonly ttlMs: number;
  /** Submissions handed to the verifier at once. */
  readonly batchTxs: number;
  /** Batches being verified at the same time. */
  readonly batchesInFlight: number;
  /** The same of urgent submissions: the share of the verifier that a flood of them can take. */
  readonly urgentBatchTxs: number;
  /** One is not enough: the verifier would wait for the next while blocks are made, and cancels are urgent. */
  readonly urgentBatchesInFlight: number;
  /** Submissions waiting for admission, urgent and ordinary ones apart; beyond it they are refused unread. */
  readonly queueTxs: number;
  /** Hashes of committed txs that are remembered. */
  readonly recentTxs: number;
  /** Full checks of waiting txs after a block, oldest check first. */
  readonly recheckTxs: number;
  /** Largest tx, chain §3. */
  readonly maxTxBytes: number;
}

const BLOCK_BYTES = 2_097_152;
const BLOCK_WEIGHT = 200_000;

export const mempoolDefaults: MempoolConfig = {
  maxBytes: 2 * BLOCK_BYTES,
  maxWeight: 2 * BLOCK_WEIGHT,
  maxTxs: 50_000,
  reservedBytes: BLOCK_BYTES / 2,
  reservedWeight: BLOCK_WEIGHT / 2,
  reservedTxs: 10_000,
  accountTxs: 5_000,
  accountBytes: BLOCK_BYTES,
  ttlMs: 60_000,
  batchTxs: 256,
  batchesInFlight: 4,
  urgentBatchTxs: 256,
  urgentBatchesInFlight: 2,
  queueTxs: 20_000,
  recentTxs: 200_000,
  recheckTxs: 256,
  maxTxBytes: 65_536,
};
