import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import type { ValueCodec } from '../../state/collection.ts';

export interface AccountsParams {
  /** Actions every owner has before it trades: 10,000, on localnets 1,000,000 (spec: trading §6). */
  readonly actionBudget: number;
}

export const accountsParamsCodec: ValueCodec<AccountsParams> = {
  encode: ({ actionBudget }) => new ByteWriter(8).u64(actionBudget).finish(),
  decode: (bytes) => {
    const reader = new ByteReader(bytes);
    const actionBudget = reader.u64();
    reader.end();
    return { actionBudget };
  },
};

/** Live unordered nonces of one signer. */
export const MAX_LIVE_NONCES = 16_384;
/** Approvals of one owner. */
export const MAX_AGENTS = 16;
/** 365 days. */
export const MAX_APPROVAL_MS = 31_536_000_000;
/** Markets one approval may name. */
export const MAX_AGENT_MARKETS = 256;
/** UTF-8 bytes of an approval's name. */
export const MAX_AGENT_NAME = 64;
/** Open orders: 1,000 + 1 per 5 M USDC traded, at most 5,000. */
export const OPEN_ORDERS = { base: 1_000, most: 5_000, usdcPerOrder: 5_000_000 } as const;
