import Type from 'typebox';
import { toBase64, toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { ViewSolvencyAsset } from '#chain/view/chain-types.ts';
import { parameterError } from '../../error-body.ts';
import { formatOracle } from '../../format/market.ts';
import { assetAmount } from '../../format/money.ts';
import { BlockSchema, OracleStateSchema, ProofSchema, SolvencyReportSchema } from '../../schemas/chain.ts';
import { readQuery } from '../../schemas/envelope.ts';
import { Facts, list, Text } from '../../schemas/scalar.ts';
import { accountParam, ownerOf, type Route, route, stateAnswer, subaccountQuery } from '../route.ts';
import type { RouteContext } from './context.ts';
import { marketsOf } from './market-routes.ts';

const heightParam = { height: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) };

/** The identity holds, and the escrow of every spoke that is believed is what came − what left. */
const isSound = ({ difference, spokes }: ViewSolvencyAsset): boolean =>
  difference === 0n && spokes.every(({ escrow, counted, isIsolated }) => isIsolated || escrow === counted);

/** Blocks, oracle, solvency, params and proofs. */
export function chainRoutes(context: RouteContext): Route[] {
  const { deps, names } = context;
  const { history } = deps.indexer;
  const findBlock = async (height: number) => {
    const block = await history.findBlock(height);
    if (block !== undefined) return block;
    if (height > history.cursor) throw new AppError(8002, `No block ${height} yet.`);
    throw new AppError(8004, undefined, { first: history.historyHeight, last: history.cursor });
  };
  return [
    route({
      path: '/blocks/:height',
      operationId: 'getBlock',
      summary: 'A block',
      tag: 'chain',
      weight: 1,
      shape: 'record',
      params: heightParam,
      query: { minHeight: readQuery.minHeight },
      data: BlockSchema,
      handle: async ({ params }) => {
        const block = await findBlock(params.height);
        const { height, timeMs, hash, appHash, txs, events, proposer } = block;
        const data = {
          height,
          time: timeMs,
          hash: hash === '' ? null : hash,
          appHash,
          txs,
          events,
          proposer: proposer === '' ? null : proposer,
        };
        return { height, timeMs, data, immutable: true };
      },
    }),
    route({
      path: '/blocks/:height/events',
      operationId: 'listBlockEvents',
      summary: 'Event lines of a block, in order of emission',
      tag: 'chain',
      weight: 5,
      shape: 'record',
      params: heightParam,
      query: { minHeight: readQuery.minHeight },
      data: list(Text),
      handle: async ({ params }) => {
        const block = await findBlock(params.height);
        return { height: block.height, timeMs: block.timeMs, data: block.lines, immutable: true };
      },
    }),
    route({
      path: '/oracle/:markets',
      operationId: 'getOracle',
      summary: 'Oracle state of the named markets, or all',
      tag: 'chain',
      weight: 2,
      shape: 'state',
      atHeight: true,
      params: { markets: Type.String({ maxLength: 1024 }) },
      query: readQuery,
      data: list(OracleStateSchema),
      handle: ({ view, params }) =>
        stateAnswer(
          view,
          marketsOf(context, params.markets).map((id) => formatOracle(view, names.get(id))),
        ),
    }),
    route({
      path: '/solvency',
      operationId: 'getSolvency',
      summary: 'Liabilities against escrow, per asset',
      tag: 'chain',
      weight: 2,
      shape: 'state',
      atHeight: true,
      query: readQuery,
      data: SolvencyReportSchema,
      handle: ({ view }) => {
        const assets = view.solvency();
        return stateAnswer(view, {
          ok: assets.every(isSound),
          assets: assets.map((asset) => {
            const amount = (value: bigint): string => assetAmount(value, asset.decimals);
            return {
              asset: asset.asset,
              subaccounts: amount(asset.subaccounts),
              entries: amount(asset.entries),
              insurance: amount(asset.insurance),
              fees: amount(asset.fees),
              vault: amount(asset.vault),
              fundingPools: amount(asset.fundingPools),
              inFlight: amount(asset.inFlight),
              escrow: amount(asset.escrow),
              difference: amount(asset.difference),
              spokes: asset.spokes.map(({ spoke, escrow, counted }) => ({
                spoke,
                escrow: amount(escrow),
                counted: amount(counted),
              })),
            };
          }),
        });
      },
    }),
    route({
      path: '/params',
      operationId: 'getParams',
      summary: 'Parameters by module',
      tag: 'chain',
      weight: 1,
      shape: 'state',
      atHeight: true,
      query: { ...readQuery, module: Type.Optional(Type.String({ maxLength: 32 })) },
      data: Facts,
      handle: ({ view, query }) => {
        const params = view.params();
        if (query.module === undefined) return stateAnswer(view, params);
        if (!Object.hasOwn(params, query.module)) throw parameterError('module', 'unknown');
        return stateAnswer(view, { [query.module]: params[query.module] });
      },
    }),
    route({
      path: '/proofs/account/:account',
      operationId: 'getAccountProof',
      summary: 'Merkle proof of a subaccount with the header and commit that carry it',
      tag: 'chain',
      weight: 10,
      shape: 'record',
      params: accountParam,
      query: { ...readQuery, ...subaccountQuery },
      data: ProofSchema,
      handle: ({ view, params, query }) => {
        const subaccount = query.subaccount ?? 0;
        // The header of height + 1 carries the app hash of a height, so the last one cannot be proven yet.
        const { first, last } = view.proofHeights();
        const height = query.height ?? Math.max(first, last - 1);
        const proof = view.proof(ownerOf(params), subaccount, height);
        if (proof === undefined) throw new AppError(1004, `No subaccount ${subaccount} at height ${height}.`);
        const commit = deps.node.findCommit(proof.height);
        const data = {
          key: toBase64(proof.key),
          value: toBase64(proof.value),
          slot: proof.slot,
          path: proof.path.map(toHex),
          stateRoot: toHex(proof.stateRoot),
          eventsRoot: toHex(proof.eventsRoot),
          version: proof.stateVersion,
          header: commit?.header ?? null,
          commit: commit?.commit ?? null,
          validators: commit?.validators ?? [],
        };
        return { height, timeMs: view.chain().timeMs, data };
      },
    }),
  ];
}
