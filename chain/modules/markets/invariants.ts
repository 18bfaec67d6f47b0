import { confidencePerLot, perLot } from '../../lib/per-lot.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { Invariant } from '../../module.ts';
import type { MarketsKeeper } from './keeper.ts';

/** What holds after every block. */
export function marketInvariants(markets: MarketsKeeper): Invariant[] {
  const first = (find: (id: number) => string | undefined): string | undefined => {
    for (const [id] of markets.source.entries()) {
      const broken = find(id);
      if (broken !== undefined) return `market ${id}: ${broken}`;
    }
    return undefined;
  };
  return [
    {
      name: 'markets: every notional is a safe integer',
      check: () =>
        first((id) => {
          const { maxPositionLots, maxTicks, quantumsPerTickLot } = markets.get(id);
          const bound = BigInt(maxPositionLots) * BigInt(maxTicks) * BigInt(quantumsPerTickLot);
          return bound <= BigInt(MAX_SAFE) ? undefined : 'maxPositionLots × maxTicks × q is above 2^53 − 1';
        }),
    },
    {
      name: 'markets: the columns are the records',
      check: () =>
        first((id) => {
          const { markPrice, indexPrice, confidence } = markets.state(id);
          const { lotE12 } = markets.get(id);
          const row = markets.numbers.row(id);
          const { marks, indexes, confidences } = markets.numbers;
          const numbers = [marks, indexes, confidences].map((one) => BigInt(one.data[row]!));
          const records = [perLot(markPrice, lotE12), perLot(indexPrice, lotE12), confidencePerLot(confidence, lotE12)];
          return String(numbers) === String(records)
            ? undefined
            : `columns ${numbers.join()}, records ${records.join()}`;
        }),
    },
    {
      name: 'markets: without a valid index there is no valid mark, without a mark nothing is active',
      check: () =>
        first((id) => {
          const { hasIndex, hasMark, status } = markets.state(id);
          if (hasMark && !hasIndex) return 'a mark without an index';
          return status === 'active' && !hasMark ? 'active without a mark' : undefined;
        }),
    },
  ];
}
