import { formatAddress } from '#chain/lib/address.ts';
import { toHex } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { FundingRateRow } from '../rows.ts';
import type { BlockDraft } from './block-draft.ts';

interface FundingHourClosed {
  readonly market: number;
  readonly rate: number | bigint | string;
  readonly premium?: number | bigint | string | undefined;
  readonly validSamples: number;
  readonly indexPrice: string;
  readonly fundingIndex: string;
}

/** nave.funding.v1.FundingHourClosed: the rate of an hour. */
export function fundingHourClosed(draft: BlockDraft, placed: PlacedEvent): void {
  const event = placed.event as unknown as FundingHourClosed;
  draft.touchedMarkets.add(event.market);
  const row: FundingRateRow = {
    ...draft.place(placed),
    market: event.market,
    ratePpb: Number(event.rate),
    premiumPpb: event.premium === undefined ? null : Number(event.premium),
    indexPrice: event.indexPrice === '' ? null : event.indexPrice,
    validSamples: event.validSamples,
    fundingIndex: event.fundingIndex,
  };
  draft.fundingRates.push(row);
}

/** A field of an event as JSON: 20 bytes are an account, other bytes hex, bigints decimal text. */
function jsonSafe(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return value.length === 20 ? formatAddress(value) : toHex(value);
  if (Array.isArray(value)) return value.map(jsonSafe);
  return value ?? null;
}

/** Account events of modules without lists of their own (agents): their fields as they are. */
export function otherAccountEvent(draft: BlockDraft, placed: PlacedEvent): void {
  const fields = placed.event as unknown as Readonly<Record<string, unknown>>;
  const { owner, accountSeq, subaccount } = fields;
  if (!(owner instanceof Uint8Array) || typeof accountSeq !== 'number') return;
  const name = placed.event.type.slice(placed.event.type.lastIndexOf('.') + 1);
  const event = EVENT_NAMES[name];
  if (event === undefined) return;
  const shown = Object.entries(fields).filter(([key]) => !HIDDEN.has(key));
  draft.noteEvent(
    placed,
    draft.place(placed),
    { account: toHex(owner), subaccount: typeof subaccount === 'number' ? subaccount : 0, seq: accountSeq },
    { event, object: Object.fromEntries(shown.map(([key, value]) => [key, jsonSafe(value)])) },
  );
}

const HIDDEN = new Set(['type', 'owner', 'accountSeq', 'subaccount']);

const EVENT_NAMES: Readonly<Record<string, 'AgentChanged' | 'SettingsChanged'>> = {
  AgentChanged: 'AgentChanged',
  AgentApproved: 'AgentChanged',
  AgentRevoked: 'AgentChanged',
  ReferrerSet: 'SettingsChanged',
};
