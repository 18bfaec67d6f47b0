import { toHex } from '#chain/lib/bytes.ts';
import type { Address } from '#chain/lib/units.ts';
import type { ViewBalance, ViewPosition, ViewSubaccount } from '#chain/view/account-types.ts';
import type { ChainView } from '#chain/view.ts';

/** Subaccounts as the committed block left them, each read from the view once a block. */
export class AccountSnapshots {
  private readonly view: ChainView;
  private readonly read = new Map<string, ViewSubaccount | undefined>();

  constructor(view: ChainView) {
    this.view = view;
  }

  findPosition(owner: Address, subaccount: number, market: number): ViewPosition | undefined {
    return this.find(owner, subaccount)?.positions.find((position) => position.market === market);
  }

  findBalance(owner: Address, subaccount: number, asset: string): ViewBalance | undefined {
    return this.find(owner, subaccount)?.balances.find((balance) => balance.asset === asset);
  }

  private find(owner: Address, subaccount: number): ViewSubaccount | undefined {
    const key = `${toHex(owner)} ${subaccount}`;
    if (!this.read.has(key)) this.read.set(key, this.view.findSubaccount(owner, subaccount));
    return this.read.get(key);
  }
}
