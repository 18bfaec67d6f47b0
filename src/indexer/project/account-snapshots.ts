import { toHex } from '#chain/lib/bytes.ts';
import type { Address } from '#chain/lib/units.ts';
import type { ViewBalance, ViewPosition, ViewSubaccountReader } from '#chain/view/account-types.ts';
import type { ChainView } from '#chain/view.ts';

interface Snapshot {
  readonly reader: ViewSubaccountReader | undefined;
  readonly positions: Map<number, ViewPosition | undefined>;
  readonly balances: Map<string, ViewBalance | undefined>;
}

/** Positions and balances as the committed block left them, each read from the view once a block. */
export class AccountSnapshots {
  private readonly view: ChainView;
  private readonly read = new Map<string, Snapshot>();

  constructor(view: ChainView) {
    this.view = view;
  }

  findPosition(owner: Address, subaccount: number, market: number): ViewPosition | undefined {
    const { reader, positions } = this.find(owner, subaccount);
    if (!positions.has(market)) positions.set(market, reader?.findPosition(market));
    return positions.get(market);
  }

  findBalance(owner: Address, subaccount: number, asset: string): ViewBalance | undefined {
    const { reader, balances } = this.find(owner, subaccount);
    if (!balances.has(asset)) balances.set(asset, reader?.findBalance(asset));
    return balances.get(asset);
  }

  private find(owner: Address, subaccount: number): Snapshot {
    const key = `${toHex(owner)} ${subaccount}`;
    let snapshot = this.read.get(key);
    if (snapshot === undefined) {
      const reader = this.view.subaccountReader(owner, subaccount);
      snapshot = { reader, positions: new Map(), balances: new Map() };
      this.read.set(key, snapshot);
    }
    return snapshot;
  }
}
