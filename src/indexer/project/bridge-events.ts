import { toHex } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type {
  BatchChanged,
  DepositChanged,
  VaultEventApplied,
  VaultEventQuarantined,
  WithdrawalChanged,
} from '#chain/view/event-types.ts';
import type { ChainView } from '#chain/view.ts';
import {
  type BatchItemRow,
  type BatchRow,
  type DepositRow,
  NOBODY,
  type WithdrawalRow,
  type WithdrawalStepRow,
} from '../bridge-rows.ts';
import type { Place } from '../rows.ts';
import type { AssetSymbols } from './asset-symbols.ts';
import type { BlockDraft } from './block-draft.ts';
import { keyOf, type OpenBridge } from './open-bridge.ts';

/** Deposits, withdrawals and batches from the bridge's events. */
export class BridgeEvents {
  private readonly view: ChainView;
  private readonly symbols: AssetSymbols;
  private readonly open: OpenBridge;

  constructor(view: ChainView, symbols: AssetSymbols, open: OpenBridge) {
    this.view = view;
    this.symbols = symbols;
    this.open = open;
  }

  depositChanged(draft: BlockDraft, placed: PlacedEvent, event: DepositChanged): void {
    const place = draft.place(placed);
    const known = this.open.deposits.find(keyOf(event.spoke, event.nonce));
    const token = toHex(event.token);
    const route = this.findRoute(event.spoke, token);
    const asset = event.asset === 0 ? route?.asset : event.asset;
    const account = event.owner.length === 0 ? NOBODY : toHex(event.owner);
    const row: DepositRow = {
      ...placeOf(known ?? place),
      account,
      spoke: event.spoke,
      nonce: event.nonce,
      asset: asset === undefined ? '' : this.symbols.get(asset),
      token,
      tokenAmount: event.tokenAmount,
      tokenDecimals: route?.tokenDecimals ?? 0,
      sender: toHex(event.sender),
      refundTo: toHex(event.refundTo),
      state: event.state,
      reason: event.reason,
      votesPpm: event.votesPpm,
      blockNumber: event.blockNumber,
      blockHash: toHex(event.blockHash),
      seenAtMs: event.seenAt,
      creditedAtMs: event.state === 'credited' ? draft.timeMs : 0,
      refundId: event.refundId === 0 ? (known?.refundId ?? 0) : event.refundId,
      updatedHeight: draft.height,
      dropped: false,
    };
    this.keepDeposit(draft, row);
    if (event.accountSeq === 0) return;
    const who = { account, subaccount: 0, seq: event.accountSeq };
    draft.noteEvent(placed, place, who, { event: 'DepositChanged', deposit: row });
  }

  /**
   * A nonce is settled: what some had seen as a deposit under it may have been none, and one that contradicts the hub is in
   * no ledger (its spoke is isolated with it). What becomes of any other is said by an event of its own.
   */
  vaultEventSettled(draft: BlockDraft, event: VaultEventApplied | VaultEventQuarantined): void {
    const known = this.open.deposits.find(keyOf(event.spoke, event.nonce));
    const isPending = known?.state === 'seen' || known?.state === 'quorum';
    if (known === undefined || !isPending) return;
    const held = { state: 'quarantined', reason: 'spoke_isolated', updatedHeight: draft.height } as const;
    if (event.kind !== 'Deposit') this.keepDeposit(draft, { ...known, dropped: true });
    else if ('reason' in event) this.keepDeposit(draft, { ...known, ...held });
  }

  withdrawalChanged(draft: BlockDraft, placed: PlacedEvent, event: WithdrawalChanged): void {
    const place = draft.place(placed);
    const account = toHex(event.owner);
    const known = this.open.withdrawals.find(keyOf(event.spoke, event.id));
    const now = this.view.bridge.findWithdrawal(event.spoke, event.id);
    const row: WithdrawalRow = {
      ...placeOf(known ?? place),
      account,
      spoke: event.spoke,
      id: event.id,
      subaccount: event.subaccount,
      asset: this.symbols.get(event.asset),
      amount: event.amount,
      fee: event.fee,
      received: event.received,
      to: toHex(event.to),
      hubRef: toHex(event.hubRef),
      state: event.state,
      blockedBy: now?.blockedBy ?? [],
      queuePosition: now?.queuePosition ?? 0,
      expectedAtMs: now?.expectedMs ?? 0,
      readyAtMs: event.readyAt * 1000,
      batchNonce: event.batchNonce,
      epoch: event.epoch,
      splitFrom: event.splitFrom,
      refundOf: event.refundOf,
      history: this.historyAfter(draft, event, known),
      updatedHeight: draft.height,
    };
    this.open.keepWithdrawal(row);
    draft.withdrawals.set(keyOf(row.spoke, row.id), row);
    if (event.accountSeq === 0) return;
    const who = { account, subaccount: event.subaccount, seq: event.accountSeq };
    draft.noteEvent(placed, place, who, { event: 'WithdrawalChanged', withdrawal: row });
  }

  batchChanged(draft: BlockDraft, placed: PlacedEvent, event: BatchChanged): void {
    const known = this.open.findBatch(event.spoke, event.batchNonce);
    const row: BatchRow = {
      ...placeOf(known ?? draft.place(placed)),
      spoke: event.spoke,
      batchNonce: event.batchNonce,
      epoch: event.epoch,
      digest: toHex(event.digest),
      notBefore: event.notBefore,
      deadline: event.deadline,
      items: known?.items ?? event.items.map((item) => this.item(event.spoke, item)),
      signedPpm: event.signedPpm,
      state: event.state,
    };
    this.open.keepBatch(row);
    draft.batches.set(keyOf(row.spoke, row.batchNonce), row);
  }

  private keepDeposit(draft: BlockDraft, row: DepositRow): void {
    this.open.keepDeposit(row);
    draft.deposits.set(keyOf(row.spoke, row.nonce), row);
  }

  /** One the index never saw begin (it was started from a snapshot) takes over what the state remembers. */
  private historyAfter(
    draft: BlockDraft,
    event: WithdrawalChanged,
    known: WithdrawalRow | undefined,
  ): readonly WithdrawalStepRow[] {
    const parent = event.splitFrom === 0 ? undefined : this.open.withdrawals.find(keyOf(event.spoke, event.splitFrom));
    const before = known?.history ?? parent?.history ?? this.remembered(draft, event);
    if (before.at(-1)?.state === event.state) return before;
    return [...before, { state: event.state, at: draft.timeMs, height: draft.height }];
  }

  private remembered(draft: BlockDraft, event: WithdrawalChanged): readonly WithdrawalStepRow[] {
    const steps = this.view.bridge.findWithdrawal(event.spoke, event.id)?.history ?? [];
    return steps
      .filter(({ height }) => height < draft.height)
      .map(({ state, atMs, height }) => ({ state, at: atMs, height }));
  }

  /** A batch is made of withdrawals that are ready, so all of them are known. */
  private item(spoke: number, item: BatchChanged['items'][number]): BatchItemRow {
    const withdrawal = this.open.withdrawals.find(keyOf(spoke, item.id));
    return {
      id: item.id,
      asset: withdrawal?.asset ?? '',
      token: toHex(item.token),
      to: toHex(item.to),
      amount: withdrawal?.received ?? item.amount,
      hubRef: toHex(item.hubRef),
    };
  }

  private findRoute(spoke: number, token: string) {
    const found = this.view.bridge.spokes().find(({ record }) => record.id === spoke);
    return found?.assets.find((one) => toHex(one.token) === token);
  }
}

const placeOf = ({ height, ord, timeMs, tx, txHash }: Place): Place => ({ height, ord, timeMs, tx, txHash });
