import type { ChainContext, ChainModule } from '../../module.ts';
import { type FundingDeps, FundingKeeper } from './keeper.ts';

/** The funding module: no messages, no genesis; a chain begins with every index at 0. */
export function createFunding(
  context: ChainContext,
  deps: FundingDeps & { readonly fundingIndex: (market: number) => bigint },
): { readonly keeper: FundingKeeper; readonly module: ChainModule } {
  const keeper = new FundingKeeper(context, deps);
  const module: ChainModule = {
    name: 'funding',
    sources: [keeper.records],
    handlers: {},
    initGenesis() {},
    rebuild: () => keeper.rebuild(),
    invariants: [
      {
        name: 'funding: margin settles against the index of the record',
        check() {
          for (const [market, record] of keeper.records.entries()) {
            if (deps.fundingIndex(market) !== record.index) return `market ${market}`;
          }
          return undefined;
        },
      },
    ],
  };
  return { keeper, module };
}
