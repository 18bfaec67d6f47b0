import { formatEvmAddress } from '../lib/address.ts';
import { toHex } from '../lib/bytes.ts';
import type { Address } from '../lib/units.ts';
import { Forecast } from '../modules/bridge/forecast.ts';
import { isNobodys } from '../modules/bridge/withdrawal-book.ts';
import type { Keepers } from '../wiring.ts';
import type { SpokeRead, ViewBatch, ViewWithdrawal, WithdrawalQuote } from './bridge-types.ts';
import type { ViewBridge } from './bridge-view.ts';
import type { ViewRoute } from './market-types.ts';

/** Deposits that are voted on at once; more of them wait for their turn without figures. */
const MAX_PENDING = 10_000;

/** What one block's state answers, each made when it is first asked for. */
interface Memo {
  readonly height: number;
  readonly forecasts: Map<number, Forecast>;
  votes: ReadonlyMap<string, number> | undefined;
  spokes: readonly SpokeRead[] | undefined;
}

/** Σ amount of withdrawals that are not final, as long as these are the same ones: an amount changes with the ids only. */
interface InFlight {
  /** Ids by spoke; a list is replaced when it changes. */
  readonly ids: readonly (readonly number[])[];
  /** `owner/subaccount/asset` → hub units. */
  readonly sums: ReadonlyMap<string, bigint>;
}

/** The bridge's part of the read model. */
export class BridgeViews implements ViewBridge {
  private readonly keepers: Keepers;
  private memo: Memo = emptyMemo(0);
  private known: InFlight = { ids: [], sums: new Map() };

  constructor(keepers: Keepers) {
    this.keepers = keepers;
  }

  spokes(): readonly SpokeRead[] {
    const memo = this.current();
    memo.spokes ??= this.reads.spokes.list();
    return memo.spokes;
  }

  closedSpokes(): readonly number[] {
    return this.reads.spokes.closed();
  }

  isSpoke(spoke: number): boolean {
    return this.store.spokes.has(spoke);
  }

  /** Ways in and out of an asset, by spoke. Without a price of gas the fee is the floor: requests are refused then. */
  routes(asset: number): readonly ViewRoute[] {
    return this.spokes().flatMap(({ record, assets }) =>
      assets
        .filter((one) => one.asset === asset)
        .map(({ token, tokenDecimals, minDeposit, withdrawalFee, feeFloor }) => ({
          spoke: record.id,
          chainId: record.chainId,
          token: formatEvmAddress(token),
          tokenDecimals,
          minDeposit,
          withdrawalFee: withdrawalFee ?? feeFloor,
        })),
    );
  }

  findWithdrawal(spoke: number, id: number): ViewWithdrawal | undefined {
    const record = this.store.withdrawals.get([spoke, id]);
    if (record === undefined) return undefined;
    const { blockedBy, position, expectedMs } = this.forecast(spoke).outlook(id, record);
    const { state, history } = record;
    return { state, history, blockedBy, queuePosition: position, expectedMs };
  }

  findVotesPpm(spoke: number, nonce: number): number | undefined {
    const memo = this.current();
    memo.votes ??= new Map(
      this.reads.deposits.pending(0, undefined, MAX_PENDING).map((one) => [`${one.spoke}-${one.nonce}`, one.votesPpm]),
    );
    return memo.votes.get(`${spoke}-${nonce}`);
  }

  findBatch(spoke: number, batchNonce: number): ViewBatch | undefined {
    const found = this.reads.batches.find(spoke, batchNonce);
    return found === undefined
      ? undefined
      : { state: found.record.state, signedPpm: found.signedPpm, calldata: found.calldata };
  }

  quote(spoke: number, asset: number, amount: bigint, owner: Address | undefined): WithdrawalQuote {
    const number = owner === undefined ? -1 : this.keepers.accounts.findNumber(owner);
    return this.reads.withdrawals.quote(spoke, asset, amount, number);
  }

  /** Σ amount of an account's withdrawals that are not final, hub units. */
  inFlight(owner: Address, subaccount: number, asset: number): bigint {
    const { sums } = this.allInFlight();
    return sums.size === 0 ? 0n : (sums.get(`${toHex(owner)}/${subaccount}/${asset}`) ?? 0n);
  }

  private get reads() {
    return this.keepers.bridge.reads;
  }

  private get store() {
    return this.keepers.bridge.base.store;
  }

  private current(): Memo {
    const { height } = this.keepers.context.block;
    // At height 0 genesis may still be being read.
    if (this.memo.height !== height || height === 0) this.memo = emptyMemo(height);
    return this.memo;
  }

  private forecast(spoke: number): Forecast {
    const { forecasts } = this.current();
    let forecast = forecasts.get(spoke);
    if (forecast === undefined) {
      forecast = new Forecast(this.keepers.bridge.base, this.keepers.bridge, spoke);
      forecasts.set(spoke, forecast);
    }
    return forecast;
  }

  /** O(spokes), and O(withdrawals that are not final) when one came or went. */
  private allInFlight(): InFlight {
    const spokes = this.store.ids();
    const ids = spokes.map((spoke) => this.store.notFinal.list(spoke));
    const { ids: before } = this.known;
    const isSame = (list: readonly number[], i: number): boolean =>
      list === before[i] || list.length + before[i]!.length === 0;
    const isKnown = ids.length === before.length && ids.every(isSame);
    if (!isKnown) this.known = { ids, sums: this.sumInFlight(spokes) };
    return this.known;
  }

  private sumInFlight(spokes: readonly number[]): ReadonlyMap<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const spoke of spokes) {
      for (const id of this.store.notFinal.list(spoke)) {
        const one = this.store.withdrawals.get([spoke, id])!;
        if (isNobodys(one)) continue;
        const { owner, subaccount, asset, amount } = one;
        const key = `${toHex(owner)}/${subaccount}/${asset}`;
        sums.set(key, (sums.get(key) ?? 0n) + amount);
      }
    }
    return sums;
  }
}

const emptyMemo = (height: number): Memo => ({
  height,
  forecasts: new Map(),
  votes: undefined,
  spokes: undefined,
});
