import Type from 'typebox';
import { findUnits } from '#chain/lib/decimal.ts';
import { AppError } from '#chain/lib/errors.ts';
import { parameterError } from '../../error-body.ts';
import { parseAccount } from '../../format/account-text.ts';
import { formatQuote, formatSpoke } from '../../format/bridge.ts';
import { assetDetails } from '../../format/details.ts';
import { SpokeStateSchema, WithdrawalQuoteSchema } from '../../schemas/bridge.ts';
import { readQuery } from '../../schemas/envelope.ts';
import { InputDecimal, list } from '../../schemas/scalar.ts';
import { type Route, route, stateAnswer } from '../route.ts';
import { requireSpoke, spokeId } from './bridge-routes.ts';
import type { RouteContext } from './context.ts';

/** The same refusal with its amounts in whole coins. */
function inCoins(error: unknown, decimals: number): unknown {
  if (!(error instanceof AppError)) return error;
  return new AppError(error.code, error.message, assetDetails(decimals, error.code, error.details));
}

/** Spokes as they stand, and what a withdrawal would cost and wait for. */
export function spokeRoutes({ assets }: RouteContext): Route[] {
  const common = { tag: 'bridge', weight: 2, shape: 'state', atHeight: true } as const;
  return [
    route({
      ...common,
      path: '/bridge/spokes',
      operationId: 'listSpokes',
      summary: 'Spokes: state, lag, locks, and per asset escrow, limits, room and fees',
      query: readQuery,
      data: list(SpokeStateSchema),
      handle: ({ view }) => {
        const known = view.assets();
        return stateAnswer(
          view,
          view.bridge.spokes().map((spoke) => formatSpoke(known, spoke)),
        );
      },
    }),
    route({
      ...common,
      path: '/bridge/quote',
      operationId: 'quoteWithdrawal',
      summary: 'Fee, amount received and earliest time of a withdrawal asked for now',
      query: {
        ...readQuery,
        spoke: spokeId,
        asset: Type.String({ maxLength: 32 }),
        amount: InputDecimal,
        account: Type.Optional(Type.String({ maxLength: 64 })),
      },
      data: WithdrawalQuoteSchema,
      handle: ({ view, query }) => {
        requireSpoke(view, query.spoke);
        const decimals = assets.decimals(query.asset);
        const amount = findUnits(query.amount, decimals);
        if (amount === undefined) throw parameterError('amount', `more than ${decimals} decimals`);
        const owner = query.account === undefined ? undefined : parseAccount(query.account);
        const { id } = view.assets().find(({ symbol }) => symbol === query.asset)!;
        try {
          return stateAnswer(view, formatQuote(view.bridge.quote(query.spoke, id, amount, owner), decimals));
        } catch (error) {
          throw inCoins(error, decimals);
        }
      },
    }),
  ];
}
