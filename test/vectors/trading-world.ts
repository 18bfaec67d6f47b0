import type {
  ClobAccounts,
  ClobMargin,
  ClobMarket,
  ClobMarkets,
  ClobSettlement,
  FillRequest,
  FillVerdict,
  MarketStatus,
} from '#chain/modules/clob/expected.ts';
import type { Journal, Undoable } from '#chain/state/journal.ts';
import type { VectorBlock, VectorSetup } from '#test/support/naive-book-json.ts';

/** A Map whose writes a dropped branch takes back. Values are replaced whole. */
class JournaledMap<V> implements Undoable {
  readonly map = new Map<string, V>();
  private readonly journal: Journal;
  constructor(journal: Journal) {
    this.journal = journal;
  }
  get(key: string): V | undefined {
    return this.map.get(key);
  }
  put(key: string, value: V | undefined): void {
    this.journal.noteObject(this, 0, { key, old: this.map.get(key) });
    this.write(key, value);
  }
  undo(_index: number, _number: number, note: unknown): void {
    const { key, old } = note as { key: string; old: V | undefined };
    this.write(key, old);
  }
  private write(key: string, value: V | undefined): void {
    if (value === undefined) this.map.delete(key);
    else this.map.set(key, value);
  }
}

interface Resting {
  readonly row: number;
  readonly market: number;
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  readonly ticks: number;
}

interface Subaccount {
  readonly owner: number;
  readonly number: number;
  readonly name: string;
  margin: number;
  healthy: boolean;
}

type Position = readonly [lots: number, entry: number];

const PPM = 1_000_000n;

/** ceil(a·b·…/1e6) of integers whose product may pass 2^53. */
function ppmCeil(...factors: readonly number[]): number {
  const product = factors.reduce((p, f) => p * BigInt(f), 1n);
  return -Number(-product / PPM) + (product % PPM > 0n ? 1 : 0);
}

/** 20 bytes that sort as the short names of the vectors do. */
function addressOf(name: string): Uint8Array {
  const bytes = new Uint8Array(20);
  bytes.set(new TextEncoder().encode(name));
  return bytes;
}

/**
 * What surrounds the book in the vectors: markets whose prices and status the blocks say, accounts with fixed limits, and
 * the budget margin of "Margin hook" in their README.
 */
export class TradingWorld implements ClobMarkets, ClobAccounts, ClobMargin, ClobSettlement {
  readonly owners: readonly string[];
  readonly subaccounts: readonly Subaccount[];
  readonly ids: readonly number[];
  lastFees = { makerFee: 0, takerFee: 0, builderFee: 0 };
  private readonly setup: VectorSetup;
  private readonly facts = new Map<number, ClobMarket>();
  private readonly prices = new Map<number, { mark: number; index: number; status: MarketStatus }>();
  private readonly positions: JournaledMap<Position>;
  private readonly feeSums: JournaledMap<number>;
  private readonly seqs: JournaledMap<number>;
  private readonly resting: JournaledMap<Resting>;
  private nextHandle = 1;

  constructor(journal: Journal, setup: VectorSetup) {
    this.setup = setup;
    const accounts = setup.accounts.toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
    this.owners = accounts.map((account) => account.owner);
    this.subaccounts = accounts.flatMap((account, owner) =>
      Object.entries(account.subaccounts).map(([number, margin]) => ({
        owner,
        number: Number(number),
        name: `${account.owner}/${number}`,
        margin,
        healthy: true,
      })),
    );
    this.ids = setup.markets.map((market) => market.id).sort((a, b) => a - b);
    for (const market of setup.markets) {
      this.facts.set(market.id, market);
      this.prices.set(market.id, { mark: 0, index: 0, status: 'active' });
    }
    this.positions = new JournaledMap(journal);
    this.feeSums = new JournaledMap(journal);
    this.seqs = new JournaledMap(journal);
    this.resting = new JournaledMap(journal);
  }

  /** Everything but reservations, which the book rebuilds. */
  copyFrom(other: TradingWorld): void {
    for (const [key, value] of other.positions.map) this.positions.put(key, value);
    for (const [key, value] of other.feeSums.map) this.feeSums.put(key, value);
    for (const [key, value] of other.seqs.map) this.seqs.put(key, value);
    for (const [id, prices] of other.prices) this.prices.set(id, { ...prices });
    other.subaccounts.forEach((sub, row) => {
      Object.assign(this.subaccounts[row]!, { margin: sub.margin, healthy: sub.healthy });
    });
  }

  /** What a block says before anything else happens in it. */
  begin(block: VectorBlock): void {
    for (const [id, said] of Object.entries(block.markets ?? {})) {
      const prices = this.prices.get(Number(id))!;
      if (said.mark !== undefined) prices.mark = said.mark ?? 0;
      if (said.index !== undefined) prices.index = said.index ?? 0;
      if (said.status !== undefined) prices.status = said.status as MarketStatus;
    }
    for (const [name, said] of Object.entries(block.accounts ?? {})) {
      const sub = this.subaccounts.find((one) => one.name === name)!;
      if (said.margin !== undefined) sub.margin = said.margin;
      if (said.healthy !== undefined) sub.healthy = said.healthy;
    }
  }

  // Markets
  find(market: number): ClobMarket | undefined {
    return this.facts.get(market);
  }
  mark(market: number): number {
    return this.prices.get(market)!.mark;
  }
  index(market: number): number {
    return this.prices.get(market)!.index;
  }
  status(market: number): ReturnType<ClobMarkets['status']> {
    const at = { reasons: [], sinceMs: 0 };
    const { mark, status } = this.prices.get(market)!;
    if (mark !== 0 || (status !== 'active' && status !== 'reduce_only'))
      return { status, onlyMarkMissing: false, ...at };
    return { status: status === 'active' ? 'post_only' : 'cancel_only', onlyMarkMissing: true, ...at };
  }

  // Accounts
  maxOpenOrders(owner: number): number {
    return this.account(owner).maxOpenOrders;
  }
  address(owner: number): Uint8Array {
    return addressOf(this.owners[owner]!);
  }
  findNumber(address: Uint8Array): number {
    return this.owners.indexOf(new TextDecoder().decode(address).replace(/\0+$/, ''));
  }
  nextAccountSeq(owner: number): number {
    const seq = (this.seqs.get(`${owner}`) ?? 0) + 1;
    this.seqs.put(`${owner}`, seq);
    return seq;
  }

  // Margin
  findRow(owner: number, subaccount: number): number {
    return this.subaccounts.findIndex((sub) => sub.owner === owner && sub.number === subaccount);
  }
  owner(row: number): number {
    return this.subaccounts[row]!.owner;
  }
  subaccount(row: number): number {
    return this.subaccounts[row]!.number;
  }
  isActive(): boolean {
    return true;
  }
  position(row: number, market: number): number {
    return this.positions.get(`${row}/${market}`)?.[0] ?? 0;
  }
  addResting(row: number, market: number, side: 'buy' | 'sell', lots: number, ticks: number): number {
    const handle = this.nextHandle++;
    this.resting.put(`${handle}`, { row, market, side, lots, ticks });
    return handle;
  }
  changeResting(handle: number, lots: number): void {
    const old = this.resting.get(`${handle}`);
    if (old === undefined || lots <= 0) throw new Error(`no reservation ${handle} to change to ${lots}`);
    this.resting.put(`${handle}`, { ...old, lots });
  }
  removeResting(handle: number): void {
    if (this.resting.get(`${handle}`) === undefined) throw new Error(`no reservation ${handle} to remove`);
    this.resting.put(`${handle}`, undefined);
  }
  restingLots(row: number, market: number, side: 'buy' | 'sell'): number {
    let lots = 0;
    for (const one of this.resting.map.values()) {
      if (one.row === row && one.market === market && one.side === side) lots += one.lots;
    }
    return lots;
  }
  canPlace(row: number, market: number, _side: 'buy' | 'sell', lots: number, ticks: number): boolean {
    const { healthy, margin } = this.subaccounts[row]!;
    return healthy && this.used(row) + this.need(market, lots, ticks) <= margin;
  }
  withinOpenInterestCaps(): boolean {
    return true;
  }

  // Settlement
  fill(request: FillRequest): FillVerdict {
    if (!this.subaccounts[request.makerRow]!.healthy && !request.makerReduceOnly) return 'maker_unhealthy';
    const q = this.facts.get(request.market)!.quantumsPerTickLot;
    const notional = request.ticks * request.lots * q;
    const taker = request.takerSide === 'buy' ? request.lots : -request.lots;
    this.lastFees = {
      makerFee: ppmCeil(notional, this.account(this.owner(request.makerRow)).makerPpm),
      takerFee: ppmCeil(notional, this.account(this.owner(request.takerRow)).takerPpm),
      builderFee: 0,
    };
    this.move(request.makerRow, request.market, -taker, request.ticks * q, this.lastFees.makerFee);
    this.move(request.takerRow, request.market, taker, request.ticks * q, this.lastFees.takerFee);
    if (request.makerHandle < 0) return 'ok';
    if (request.makerRemainingAfter > 0) this.changeResting(request.makerHandle, request.makerRemainingAfter);
    else this.removeResting(request.makerHandle);
    return 'ok';
  }

  /** Positions and fees as `expected` of a vector has them. */
  result(): {
    positions: Record<string, Record<string, [number, number]>>;
    fees: Record<string, number>;
  } {
    const positions: Record<string, Record<string, [number, number]>> = {};
    const fees: Record<string, number> = {};
    this.subaccounts.forEach((sub, row) => {
      for (const market of this.ids) {
        const [lots, entry] = this.positions.get(`${row}/${market}`) ?? [0, 0];
        if (lots === 0) continue;
        positions[sub.name] ??= {};
        positions[sub.name]![market] = [lots, entry];
      }
      const fee = this.feeSums.get(`${row}`) ?? 0;
      if (fee !== 0) fees[sub.name] = fee;
    });
    return { positions, fees };
  }

  private account(owner: number) {
    return this.setup.accounts.find((account) => account.owner === this.owners[owner])!;
  }

  private need(market: number, lots: number, ticks: number): number {
    const { quantumsPerTickLot, imPpm } = this.setup.markets.find((one) => one.id === market)!;
    return ppmCeil(lots, ticks, quantumsPerTickLot, imPpm);
  }

  private used(row: number): number {
    let used = 0;
    for (const market of this.setup.markets) {
      used += ppmCeil(Math.abs(this.positions.get(`${row}/${market.id}`)?.[1] ?? 0), market.imPpm);
    }
    for (const one of this.resting.map.values()) {
      if (one.row === row) used += this.need(one.market, one.lots, one.ticks);
    }
    return used;
  }

  /** A reduction leaves entry' = ⌊entry·(|pos| − lots)/|pos|⌋. */
  private move(row: number, market: number, lots: number, price: number, fee: number): void {
    const key = `${row}/${market}`;
    const [position, entry] = this.positions.get(key) ?? [0, 0];
    let next: Position;
    if (position * lots >= 0) next = [position + lots, entry + lots * price];
    else if (Math.abs(lots) <= Math.abs(position)) {
      const size = Math.abs(position);
      const kept = BigInt(entry) * BigInt(size - Math.abs(lots));
      const floored = kept >= 0n ? kept / BigInt(size) : -((-kept + BigInt(size) - 1n) / BigInt(size));
      next = [position + lots, Number(floored)];
    } else next = [position + lots, (position + lots) * price];
    this.positions.put(key, next);
    this.feeSums.put(`${row}`, (this.feeSums.get(`${row}`) ?? 0) + fee);
  }
}
