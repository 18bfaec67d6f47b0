import Type from 'typebox';
import { AppError } from '#chain/lib/errors.ts';
import type { ChainView } from '#chain/view.ts';
import type { BatchRow, DepositRow, WithdrawalRow } from '#src/indexer/bridge-rows.ts';
import type { BridgeQuery, Page } from '#src/indexer/queries.ts';
import { accountKey } from '../../format/account-text.ts';
import { formatBatch, formatDeposit, formatWithdrawalNow } from '../../format/bridge.ts';
import {
  BATCH_STATES,
  BatchSchema,
  DEPOSIT_STATES,
  DepositSchema,
  WITHDRAWAL_STATES,
  WithdrawalSchema,
} from '../../schemas/bridge.ts';
import { pagingQuery, readQuery } from '../../schemas/envelope.ts';
import { list, oneOf } from '../../schemas/scalar.ts';
import { type Answer, accountParam, ownerOf, type Route, route } from '../route.ts';
import type { RouteContext } from './context.ts';
import { type PagingQuery, readPage } from './paging.ts';

interface ListQuery extends PagingQuery {
  readonly spoke?: number;
  readonly state?: string;
}

const listQuery = <const S extends readonly string[]>(states: S) => ({
  minHeight: readQuery.minHeight,
  ...pagingQuery,
  spoke: Type.Optional(spokeId),
  state: Type.Optional(oneOf(states)),
});

/** @throws AppError 6001 */
export function requireSpoke(view: ChainView, spoke: number): void {
  if (!view.bridge.isSpoke(spoke)) throw new AppError(6001, `No spoke ${spoke}.`, { spoke });
}

export const spokeId = Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1 });

/**
 * Deposits, withdrawals and batches in the order in which they began, newest first: complete from status.historyHeight. What
 * has not ended is shown as it stands now.
 */
export function bridgeRoutes({ deps, assets }: RouteContext): Route[] {
  const { history } = deps.indexer;

  /** A row that is not final changes later, so no page is immutable. */
  async function read<Row>(
    name: string,
    view: ChainView,
    query: ListQuery,
    about: { readonly account?: string; readonly state?: string },
    page: (query: BridgeQuery) => Promise<Page<Row>>,
    format: (row: Row, height: number) => unknown,
  ): Promise<Answer> {
    const { spoke, state } = query;
    if (spoke !== undefined) requireSpoke(view, spoke);
    let height = 0;
    const answer = await readPage<Row>(
      history,
      `${name}/${about.account ?? ''}`,
      query as ListQuery & Record<string, unknown>,
      async (paging) => {
        const found = await page({ ...paging, account: about.account, spoke, state: about.state ?? state });
        height = found.height;
        return found;
      },
      (row) => format(row, height),
    );
    return { ...answer, immutable: false };
  }
  const deposits = (view: ChainView, query: ListQuery, about: { account?: string; state?: string } = {}) =>
    read<DepositRow>('deposits', view, query, about, history.deposits, (row) => formatDeposit(row, view.bridge));
  const withdrawals = (view: ChainView, query: ListQuery, account?: string) =>
    read<WithdrawalRow>(
      'withdrawals',
      view,
      query,
      account === undefined ? {} : { account },
      history.withdrawals,
      (row, height) => formatWithdrawalNow(assets, row, view.bridge, height),
    );

  const ofAccount = { tag: 'accounts', params: accountParam, weight: 2, shape: 'page' } as const;
  const ofBridge = { tag: 'bridge', weight: 2, shape: 'page' } as const;
  return [
    route({
      ...ofAccount,
      path: '/accounts/:account/deposits',
      operationId: 'listDeposits',
      summary: 'Deposits from spokes: seen, credited or why not',
      query: listQuery(DEPOSIT_STATES),
      data: list(DepositSchema),
      handle: ({ view, params, query }) => deposits(view, query, { account: accountKey(ownerOf(params)) }),
    }),
    route({
      ...ofAccount,
      path: '/accounts/:account/withdrawals',
      operationId: 'listWithdrawals',
      summary: 'Withdrawals to spokes: where the money is, what holds it back and when it comes',
      query: listQuery(WITHDRAWAL_STATES),
      data: list(WithdrawalSchema),
      handle: ({ view, params, query }) => withdrawals(view, query, accountKey(ownerOf(params))),
    }),
    route({
      ...ofBridge,
      path: '/bridge/deposits',
      operationId: 'listBridgeDeposits',
      summary: 'Deposits of all accounts',
      query: listQuery(DEPOSIT_STATES),
      data: list(DepositSchema),
      handle: ({ view, query }) => deposits(view, query),
    }),
    route({
      ...ofBridge,
      path: '/bridge/withdrawals',
      operationId: 'listBridgeWithdrawals',
      summary: 'Withdrawals of all accounts, and refunds of deposits',
      query: listQuery(WITHDRAWAL_STATES),
      data: list(WithdrawalSchema),
      handle: ({ view, query }) => withdrawals(view, query),
    }),
    route({
      ...ofBridge,
      path: '/bridge/batches',
      operationId: 'listBatches',
      summary: 'Batches of withdrawals; a complete one has the call that anybody may send to the vault',
      query: listQuery(BATCH_STATES),
      data: list(BatchSchema),
      handle: ({ view, query }) =>
        read<BatchRow>('batches', view, query, {}, history.batches, (row) => formatBatch(assets, row, view.bridge)),
    }),
    route({
      ...ofBridge,
      path: '/bridge/quarantine',
      operationId: 'listQuarantine',
      summary: 'Deposits that could not be credited and wait for a refund',
      query: listQuery(['quarantined']),
      data: list(DepositSchema),
      handle: ({ view, query }) => deposits(view, query, { state: 'quarantined' }),
    }),
  ];
}
