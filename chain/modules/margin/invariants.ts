import type { Invariant } from '../../module.ts';
import type { BankTotals } from './expected.ts';
import type { MarginKeeper } from './keeper.ts';
import { ASK_LOTS, BID_LOTS, LONGS, OPEN_INTEREST, SHORTS } from './layout.ts';
import { orderReserve } from './requirement.ts';
import { USDC } from './types.ts';

const E9 = 1_000_000_000n;

/** Rules of risk §10 about subaccounts. Each walks all of them: every block in tests, sampled in production. */
export function marginInvariants(keeper: MarginKeeper, bank: BankTotals, assets: () => readonly number[]): Invariant[] {
  return [
    { name: 'margin: money is conserved', check: () => findUnbalanced(keeper, bank, assets()) },
    { name: 'margin: running sums equal recomputed', check: () => findWrongSum(keeper, assets()) },
    { name: 'margin: positions of a market sum to zero', check: () => findUnevenMarket(keeper) },
    { name: 'margin: funding claims and dust', check: () => findWrongClaims(keeper) },
    { name: 'margin: reserved equals recomputed', check: () => findWrongReserve(keeper) },
    { name: 'margin: lists are in order', check: () => findDisorder(keeper) },
  ];
}

function findUnbalanced(keeper: MarginKeeper, bank: BankTotals, assets: readonly number[]): string | undefined {
  for (const asset of assets) {
    const { insurance, fees, inFlight, escrow } = bank.totals(asset);
    const held = keeper.totals(asset) + insurance + fees + inFlight;
    if (held !== escrow) return `asset ${asset}: ${held} held, ${escrow} in escrow`;
  }
  return undefined;
}

function findWrongSum(keeper: MarginKeeper, assets: readonly number[]): string | undefined {
  for (const asset of assets) {
    const [kept, found] = [keeper.held(asset), keeper.totals(asset)];
    if (kept !== found) return `asset ${asset}: ${kept} kept, ${found} held`;
  }
  return undefined;
}

/** Walks the positions of a market in all rows. */
function positionSums(keeper: MarginKeeper, slot: number) {
  const { rows } = keeper;
  let sum = 0n;
  let long = 0n;
  let claims = 0n;
  const holders = [0, 0];
  for (let row = 0; row < rows.table.rows; row++) {
    if (!rows.table.isLive(row)) continue;
    const cell = rows.cells.find(row, slot);
    const lots = cell < 0 ? 0 : rows.cells.lots(cell);
    if (lots === 0) continue;
    sum += BigInt(lots);
    if (lots > 0) long += BigInt(lots);
    holders[lots > 0 ? 0 : 1]!++;
    claims += rows.cells.fundingAt(cell) * BigInt(lots);
  }
  return { sum, long, claims, longs: holders[0]!, shorts: holders[1]! };
}

function findUnevenMarket(keeper: MarginKeeper): string | undefined {
  const { marketRows } = keeper;
  for (let slot = 0; slot < marketRows.count; slot++) {
    const { sum, long, longs, shorts } = positionSums(keeper, slot);
    const market = marketRows.market(slot);
    if (sum !== 0n) return `market ${market}: Σ lots ${sum}`;
    const openInterest = marketRows.numbers.get(slot, OPEN_INTEREST);
    if (long !== BigInt(openInterest)) return `market ${market}: open interest ${openInterest}, longs hold ${long}`;
    if (longs !== marketRows.numbers.get(slot, LONGS) || shorts !== marketRows.numbers.get(slot, SHORTS)) {
      return `market ${market}: holders miscounted`;
    }
  }
  return undefined;
}

function findWrongClaims(keeper: MarginKeeper): string | undefined {
  const { marketRows } = keeper;
  for (let slot = 0; slot < marketRows.count; slot++) {
    const { claims } = positionSums(keeper, slot);
    const market = marketRows.market(slot);
    if (claims !== marketRows.claimsOf(slot))
      return `market ${market}: A is ${marketRows.claimsOf(slot)}, not ${claims}`;
    if (marketRows.poolOf(slot) * E9 < claims) return `market ${market}: the funding pool is short`;
  }
  return undefined;
}

function findWrongReserve(keeper: MarginKeeper): string | undefined {
  const { rows, marketRows, resting } = keeper;
  for (let row = 0; row < rows.table.rows; row++) {
    if (!rows.table.isLive(row)) continue;
    for (let cell = rows.cells.first(row); cell >= 0; cell = rows.cells.next(cell)) {
      const slot = rows.cells.slot(cell);
      const facts = marketRows.facts(slot);
      const quantums = BigInt(marketRows.quantums[slot]!);
      let reserve = 0n;
      const lots = { buy: 0, sell: 0 };
      for (const order of resting.orders(cell)) {
        reserve += orderReserve(order.side, BigInt(order.lots), BigInt(order.ticks) * quantums, facts);
        lots[order.side] += order.lots;
      }
      const kept = resting.reserveOf(cell);
      const where = `subaccount ${rows.owner(row)}/${rows.subaccount(row)} market ${facts.id}`;
      if (kept >= 0 && BigInt(kept) !== reserve) return `${where}: reserve ${kept}, not ${reserve}`;
      const { numbers } = rows.cells;
      if (numbers.get(cell, BID_LOTS) !== lots.buy || numbers.get(cell, ASK_LOTS) !== lots.sell) {
        return `${where}: resting lots miscounted`;
      }
    }
  }
  return undefined;
}

function findDisorder(keeper: MarginKeeper): string | undefined {
  const { rows } = keeper;
  for (let row = 0; row < rows.table.rows; row++) {
    if (!rows.table.isLive(row)) continue;
    const where = `subaccount ${rows.owner(row)}/${rows.subaccount(row)}`;
    if (rows.findRow(rows.owner(row), rows.subaccount(row)) !== row) return `${where}: not in its owner's list`;
    let last = 0;
    for (let cell = rows.cells.first(row); cell >= 0; cell = rows.cells.next(cell)) {
      const market = rows.cells.market(cell);
      if (market <= last) return `${where}: markets out of order`;
      last = market;
    }
    let asset = USDC;
    for (const holding of rows.holdings.list(row)) {
      if (holding.asset <= asset || holding.amount <= 0n) return `${where}: assets out of order or not positive`;
      asset = holding.asset;
    }
  }
  return undefined;
}
