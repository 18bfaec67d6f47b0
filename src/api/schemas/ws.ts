import type { TSchema } from 'typebox';
import Type from 'typebox';
import { BalanceSchema, MarginFiguresSchema, PositionSchema, SubaccountStateSchema } from './account.ts';
import { DepositSchema, WithdrawalSchema } from './bridge.ts';
import { AccountEventSchema } from './history.ts';
import { BboSchema, BookSnapshotSchema, MARKET_STATUSES, ORACLE_MODES, TickerSchema, TradeSchema } from './market.ts';
import { OrderSchema } from './order.ts';
import { Decimal, Facts, Flag, fields, Height, Integer, list, nullable, oneOf, Text, TimeMs } from './scalar.ts';

const optional = Type.Optional;
const interval = optional(oneOf(['block', '100ms', '500ms']));
const rows = list(list(Text));
const noOptions = fields({});

/** What a channel takes and sends. `at` says whether it is of a market, of an account, or of neither. */
export interface ChannelSchema {
  readonly at: 'market' | 'account' | 'none' | 'market or account';
  readonly options: TSchema;
  readonly seq: string;
  readonly snapshot: TSchema;
  readonly update: TSchema;
}

const value = (schema: TSchema): ChannelSchema => ({
  at: 'market',
  options: fields({ interval }),
  seq: 'height',
  snapshot: schema,
  update: schema,
});

const account = (snapshot: TSchema): ChannelSchema => ({
  at: 'account',
  options: noOptions,
  seq: 'accountSeq',
  snapshot,
  update: list(AccountEventSchema),
});

const Mark = fields({
  mark: nullable(Decimal),
  index: nullable(Decimal),
  confidence: nullable(Decimal),
  oracleMode: oneOf(ORACLE_MODES),
});
const MarketStatus = fields({
  status: oneOf(MARKET_STATUSES),
  statusReasons: list(Text),
  statusSince: TimeMs,
  statusUntil: nullable(TimeMs),
  oracleMode: oneOf(ORACLE_MODES),
});
const Funding = fields({
  predictedRate: nullable(Decimal),
  lastRate: Decimal,
  nextFundingAt: TimeMs,
  fundingIndex: Decimal,
});
const BlockFrame = fields({
  height: Height,
  time: TimeMs,
  hash: nullable(Text),
  appHash: Text,
  txs: Integer,
  lagMs: Integer,
  events: optional(list(Text)),
});
const margin = nullable(MarginFiguresSchema);
const MarginUpdate = nullable(fields({ ...MarginFiguresSchema.properties, alert: optional(Text) }));
const nothing = Type.Unsafe<readonly never[]>({ type: 'array', maxItems: 0 });

/** Every channel of this node: its options validate subscriptions, its data is what frames carry (spec: api-types §4). */
export const channelSchemas: Readonly<Record<string, ChannelSchema>> = {
  book: {
    at: 'market',
    options: fields({
      levels: optional(Type.Unsafe<number>({ type: 'integer', enum: [0, 25, 100, 1000] })),
      interval,
      l3: optional(Flag),
    }),
    seq: 'height',
    snapshot: BookSnapshotSchema,
    update: fields({ bids: rows, asks: rows, checksum: optional(Integer) }),
  },
  bbo: value(BboSchema),
  ticker: value(TickerSchema),
  mark: value(Mark),
  marketStatus: value(MarketStatus),
  trades: {
    at: 'market',
    options: noOptions,
    seq: 'trade number',
    snapshot: list(TradeSchema),
    update: list(TradeSchema),
  },
  blocks: {
    at: 'none',
    options: fields({ events: optional(Flag) }),
    seq: 'height',
    snapshot: BlockFrame,
    update: BlockFrame,
  },
  account: account(fields({ subaccounts: list(SubaccountStateSchema), orders: list(OrderSchema) })),
  orders: account(list(OrderSchema)),
  fills: account(nothing),
  positions: account(list(PositionSchema)),
  balances: account(list(BalanceSchema)),
  funding: {
    at: 'market or account',
    options: fields({ interval }),
    seq: 'height, of an account accountSeq',
    snapshot: Type.Union([Funding, nothing]),
    update: Type.Union([Funding, list(AccountEventSchema)]),
  },
  transfers: account(nothing),
  bridge: account(fields({ deposits: list(DepositSchema), withdrawals: list(WithdrawalSchema) })),
  margin: {
    at: 'account',
    options: fields({ interval: optional(oneOf(['block', '1s'])) }),
    seq: 'height',
    snapshot: margin,
    update: MarginUpdate,
  },
};

/** Data of a `checksum` frame. */
export const ChecksumSchema = fields({ checksum: Integer });

/** A frame around the data of a channel. */
export function frameSchema(data: TSchema): TSchema {
  return fields({
    sub: Text,
    channel: Text,
    market: optional(Text),
    account: optional(Text),
    type: oneOf(['snapshot', 'update', 'checksum']),
    seq: Integer,
    prevSeq: nullable(Integer),
    height: Height,
    time: TimeMs,
    data,
  });
}

export const HeartbeatSchema = fields({
  type: oneOf(['heartbeat']),
  height: Height,
  time: TimeMs,
  nodeTime: TimeMs,
  lagMs: Integer,
});

export const AckSchema = fields({
  sub: Text,
  channel: Text,
  params: Facts,
  resumed: Flag,
  seq: Integer,
  height: Height,
  limits: fields({ remaining: Integer, resetMs: Integer }),
});
