import { Query } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { findInputAddress } from '../../lib/address.ts';
import { EMPTY } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { answerMethod, type QueryHandler } from '../../lib/query-method.ts';
import type { Address } from '../../lib/units.ts';
import type { ChainView } from '../../view.ts';
import type { ViewBalance } from '../account-types.ts';
import type { ViewAsset } from '../market-types.ts';

interface Coin {
  readonly denom: string;
  readonly amount: string;
}

/**
 * cosmos.bank as CosmJS asks it (spec: chain §8): an account's coins are those of its subaccount 0, a negative USDC balance
 * is shown as none, spendable is what the withdraw rule lets go, supply is the escrow of all spokes.
 */
export function bankQueries(view: ChainView): Record<string, QueryHandler> {
  const coins = (address: string, amountOf: (balance: ViewBalance) => bigint): Coin[] => {
    const balances = view.findSubaccount(readAddress(address), 0)?.balances ?? [];
    return balances
      .map((balance) => ({ denom: denomOf(view, balance.asset), amount: amountOf(balance) }))
      .filter(({ amount }) => amount > 0n)
      .map(({ denom, amount }) => ({ denom, amount: amount.toString() }))
      .sort((a, b) => (a.denom < b.denom ? -1 : 1));
  };
  const held = (balance: ViewBalance): bigint => balance.amount;
  const spendable = (balance: ViewBalance): bigint => balance.withdrawable;
  const one = (list: readonly Coin[], denom: string): Coin =>
    list.find((coin) => coin.denom === denom) ?? { denom, amount: '0' };
  const supply = (): Coin[] =>
    view
      .solvency()
      .filter(({ escrow }) => escrow > 0n)
      .map(({ asset, escrow }) => ({ denom: denomOf(view, asset), amount: escrow.toString() }))
      .sort((a, b) => (a.denom < b.denom ? -1 : 1));

  return Object.fromEntries([
    answerMethod(Query.balance, ({ address, denom }) => ({ balance: one(coins(address, held), denom) })),
    answerMethod(Query.allBalances, ({ address }) => {
      const balances = coins(address, held);
      return { balances, pagination: wholeList(balances) };
    }),
    answerMethod(Query.spendableBalances, ({ address }) => {
      const balances = coins(address, spendable);
      return { balances, pagination: wholeList(balances) };
    }),
    answerMethod(Query.spendableBalanceByDenom, ({ address, denom }) => ({
      balance: one(coins(address, spendable), denom),
    })),
    answerMethod(Query.totalSupply, () => {
      const list = supply();
      return { supply: list, pagination: wholeList(list) };
    }),
    answerMethod(Query.supplyOf, ({ denom }) => ({ amount: one(supply(), denom) })),
    answerMethod(Query.params, () => ({ params: { sendEnabled: [], defaultSendEnabled: true } })),
    answerMethod(Query.denomMetadata, ({ denom }) => {
      const asset = view.assets().find((one) => one.denom === denom);
      if (asset === undefined) {
        throw new AppError(8002, `rpc error: code = NotFound desc = client metadata for denom ${denom.slice(0, 80)}`);
      }
      return { metadata: metadataOf(asset) };
    }),
    answerMethod(Query.denomsMetadata, () => {
      const metadatas = view.assets().map(metadataOf);
      return { metadatas, pagination: wholeList(metadatas) };
    }),
  ]);
}

/** Lists are short and answered whole, whatever page was asked for. */
const wholeList = (list: readonly unknown[]) => ({ nextKey: EMPTY, total: BigInt(list.length) });

function readAddress(text: string): Address {
  const address = findInputAddress(text);
  if (address === undefined) {
    throw new AppError(8001, `address: no account ${text.slice(0, 80)}`, { field: 'address', reason: 'account' });
  }
  return address;
}

function denomOf(view: ChainView, symbol: string): string {
  return view.assets().find((asset) => asset.symbol === symbol)!.denom;
}

function metadataOf({ symbol, denom, decimals }: ViewAsset) {
  const display = symbol.toLowerCase();
  return {
    description: '',
    denomUnits: [
      { denom, exponent: 0, aliases: [] },
      { denom: display, exponent: decimals, aliases: [symbol] },
    ],
    base: denom,
    display,
    name: symbol,
    symbol,
    uri: '',
    uriHash: '',
  };
}
