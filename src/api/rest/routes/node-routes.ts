import { toHex } from '#chain/lib/bytes.ts';
import { PROTOCOL_LIMITS } from '../../config.ts';
import { formatAsset } from '../../format/market.ts';
import { usdc } from '../../format/money.ts';
import { ConfigSchema, StatusSchema, TimeSchema } from '../../schemas/chain.ts';
import { readQuery } from '../../schemas/envelope.ts';
import { AssetSchema } from '../../schemas/market.ts';
import { list } from '../../schemas/scalar.ts';
import { type Route, route, stateAnswer } from '../route.ts';
import type { RouteContext } from './context.ts';

const minHeight = { minHeight: readQuery.minHeight };

/** time, status, config, assets. `weights` lists every route's weight. */
export function nodeRoutes({ deps, names }: RouteContext, weights: () => Readonly<Record<string, number>>): Route[] {
  const { config, node, clock, indexer } = deps;
  return [
    route({
      path: '/time',
      operationId: 'getTime',
      summary: 'Time of the last block and of the node',
      tag: 'node',
      weight: 1,
      shape: 'record',
      query: minHeight,
      data: TimeSchema,
      handle: ({ view }) => {
        const { height, timeMs } = view.chain();
        return stateAnswer(view, { time: timeMs, height, nodeTime: clock.now() });
      },
    }),
    route({
      path: '/status',
      operationId: 'getStatus',
      summary: 'State of the chain and of this node',
      tag: 'node',
      weight: 1,
      shape: 'record',
      query: minHeight,
      data: StatusSchema,
      handle: ({ view }) => {
        const chain = view.chain();
        const closed = view.markets().filter((market) => view.marketStatus(market.id).status !== 'active');
        return stateAnswer(view, {
          chainId: chain.chainId,
          genesisHash: toHex(chain.genesisHash),
          version: node.version,
          engine: node.engine,
          lagMs: Math.max(0, clock.now() - chain.timeMs),
          syncing: node.isSyncing(),
          halted: node.isHalted(),
          restartPhase: chain.restartPhase,
          historyHeight: indexer.history.historyHeight,
          indexerHeight: indexer.history.cursor,
          closedMarkets: closed.map((market) => names.ticker(market.id)),
          closedSpokes: view.bridge.closedSpokes(),
        });
      },
    }),
    route({
      path: '/config',
      operationId: 'getConfig',
      summary: 'Constants a client needs: fee tiers, nonces, limits, weights',
      tag: 'node',
      weight: 1,
      shape: 'state',
      query: minHeight,
      data: ConfigSchema,
      handle: ({ view }) => {
        const chain = view.chain();
        const fees = view.feeParams();
        return stateAnswer(view, {
          chainId: chain.chainId,
          genesisHash: toHex(chain.genesisHash),
          hubSalt: `0x${toHex(chain.hubSalt)}`,
          prefix: 'nave',
          feeTiers: fees.tiers.map(({ volume, takerPpm, makerPpm }) => ({ volume: usdc(volume), takerPpm, makerPpm })),
          referral: { discountPpm: fees.referralDiscountPpm, sharePpm: fees.referralSharePpm },
          builderMaxPpm: fees.builderMaxPpm,
          nonce: { maxAheadMs: PROTOCOL_LIMITS.nonceMaxAheadMs, perSigner: PROTOCOL_LIMITS.noncesPerSigner },
          batchMax: PROTOCOL_LIMITS.batchMax,
          txMaxBytes: PROTOCOL_LIMITS.txMaxBytes,
          limits: {
            readWeightPerMinute: config.reads.weightPerMinute,
            txsPerSecond: config.txs.perSecond,
            txBurst: config.txs.burst,
            bodyBytes: config.maxBodyBytes,
          },
          weights: weights(),
          ws: { ...config.ws },
        });
      },
    }),
    route({
      path: '/assets',
      operationId: 'listAssets',
      summary: 'Assets and their routes to spokes',
      tag: 'node',
      weight: 1,
      shape: 'state',
      atHeight: true,
      query: readQuery,
      data: list(AssetSchema),
      handle: ({ view }) => stateAnswer(view, view.assets().map(formatAsset)),
    }),
  ];
}
