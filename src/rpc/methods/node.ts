import type { QueryRequest, QueryResponse } from '#chain/app-types.ts';
import { AppError } from '#chain/lib/errors.ts';
import { base64, base64OrNull, consensusParamsJson, publicKeyJson, upperHex } from '#src/engine/block/json.ts';
import { formatTime } from '#src/engine/block/timestamp.ts';
import { validatorSetOf } from '#src/engine/block/validator-set.ts';
import type { GenesisDoc } from '#src/engine/genesis-doc.ts';
import { resolveHeight } from '../heights.ts';
import { boolArg, bytesArg, findInt, textArg } from '../params.ts';
import type { MethodContext, MethodTable } from '../rpc-context.ts';

/** The line of CometBFT whose RPC this is: CosmJS picks its Comet38 client by it (comet §0.7). */
export const COMET_VERSION = '0.38.26';
const P2P_PROTOCOL = '8';
const BLOCK_PROTOCOL = '11';
const GENESIS_CHUNK_BYTES = 16 * 1024 * 1024;

const nameOf = (validator: { name?: unknown } | undefined): string =>
  typeof validator?.name === 'string' ? validator.name : '';

function genesisJson(genesis: GenesisDoc): object {
  const named = Array.isArray(genesis.json.validators) ? (genesis.json.validators as { name?: unknown }[]) : [];
  const validators = genesis.validators.map((update, i) => ({
    address: upperHex(validatorSetOf([update])[0]!.address),
    pub_key: publicKeyJson(update.publicKey),
    power: String(update.power),
    name: nameOf(named[i]),
  }));
  return {
    genesis_time: formatTime(genesis.genesisTime),
    chain_id: genesis.chainId,
    initial_height: String(genesis.initialHeight),
    consensus_params: consensusParamsJson(genesis.consensusParams),
    validators,
    app_hash: '',
    app_state: genesis.appState,
  };
}

function nodeInfo(context: MethodContext) {
  const { identity, genesis, app } = context;
  return {
    protocol_version: { p2p: P2P_PROTOCOL, block: BLOCK_PROTOCOL, app: String(app.info().stateVersion) },
    id: identity.nodeId,
    listen_addr: identity.listenAddress,
    network: genesis.chainId,
    version: COMET_VERSION,
    channels: '40202122233038606100',
    moniker: identity.moniker,
    other: { tx_index: 'on', rpc_address: context.rpcAddress() },
  };
}

async function syncInfo({ store }: MethodContext) {
  const latest = await store.find(store.last);
  const earliest = await store.find(store.first);
  return {
    latest_block_hash: latest === undefined ? '' : upperHex(latest.blockId.hash),
    latest_app_hash: latest === undefined ? '' : upperHex(latest.header.appHash),
    latest_block_height: String(store.last),
    latest_block_time: formatTime(latest?.header.time ?? 0n),
    earliest_block_hash: earliest === undefined ? '' : upperHex(earliest.blockId.hash),
    earliest_app_hash: earliest === undefined ? '' : upperHex(earliest.header.appHash),
    earliest_block_height: String(store.first),
    earliest_block_time: formatTime(earliest?.header.time ?? 0n),
    catching_up: false,
  };
}

async function votingPower({ store, genesis, key }: MethodContext): Promise<number> {
  const last = await store.find(store.last);
  const set = last?.nextValidators ?? validatorSetOf(genesis.validators);
  return set.find(({ address }) => Buffer.from(address).equals(key.address))?.power ?? 0;
}

/** A query that the application refuses by exception is an answer with a code, as every other refusal. */
function answerQuery(app: MethodContext['app'], request: QueryRequest): QueryResponse {
  try {
    return app.query(request);
  } catch (error) {
    const { code, codespace, message } = error instanceof AppError ? error : new AppError(9001);
    const empty = new Uint8Array(0);
    return { code, codespace, log: message, key: request.data, value: empty, height: request.height };
  }
}

const queryJson = (response: QueryResponse) => ({
  code: response.code,
  log: response.log,
  info: '',
  index: '0',
  key: base64OrNull(response.key),
  value: base64OrNull(response.value),
  proofOps:
    response.proofOps === undefined
      ? null
      : {
          ops: response.proofOps.map(({ type, key, data }) => ({ type, key: base64(key), data: base64(data) })),
        },
  height: String(response.height),
  codespace: response.codespace,
});

export const nodeMethods: MethodTable = {
  health: { params: [], run: () => ({}) },
  status: {
    params: [],
    run: async (context) => ({
      node_info: nodeInfo(context),
      sync_info: await syncInfo(context),
      validator_info: {
        address: upperHex(context.key.address),
        pub_key: publicKeyJson(context.key.publicKey),
        voting_power: String(await votingPower(context)),
      },
    }),
  },
  net_info: {
    params: [],
    run: ({ identity }) => ({
      listening: true,
      listeners: [`Listener(@${identity.listenAddress})`],
      n_peers: '0',
      peers: [],
    }),
  },
  genesis: {
    params: [],
    cacheable: 'always',
    run({ genesis }) {
      const json = genesisJson(genesis);
      if (JSON.stringify(json).length > GENESIS_CHUNK_BYTES) {
        throw new Error('genesis response is large, please use the genesis_chunked API instead');
      }
      return { genesis: json };
    },
  },
  genesis_chunked: {
    params: [{ name: 'chunk', kind: 'int' }],
    cacheable: 'always',
    run({ genesis }, args) {
      const bytes = Buffer.from(JSON.stringify(genesisJson(genesis)));
      const total = Math.ceil(bytes.length / GENESIS_CHUNK_BYTES);
      const chunk = findInt(args, 'chunk') ?? 0;
      if (chunk < 0 || chunk >= total) throw new Error(`there are ${total - 1} chunks, ${chunk} is invalid`);
      const data = bytes.subarray(chunk * GENESIS_CHUNK_BYTES, (chunk + 1) * GENESIS_CHUNK_BYTES).toString('base64');
      return { chunk: String(chunk), total: String(total), data };
    },
  },
  consensus_params: {
    params: [{ name: 'height', kind: 'int' }],
    cacheable: 'by-height',
    run({ store, genesis }, args) {
      const height = resolveHeight(store, store.last + 1, findInt(args, 'height'));
      return { block_height: String(height), consensus_params: consensusParamsJson(genesis.consensusParams) };
    },
  },
  consensus_state: {
    params: [],
    async run({ store, key, genesis }) {
      const last = await store.find(store.last);
      const set = last?.nextValidators ?? validatorSetOf(genesis.validators);
      const power = set.reduce((sum, validator) => sum + validator.power, 0);
      const bits = `BA{${set.length}:${'_'.repeat(set.length)}} 0/${power} = 0.00`;
      const nil = set.map(() => 'nil-Vote');
      const votes = { round: 0, prevotes: nil, prevotes_bit_array: bits, precommits: nil, precommits_bit_array: bits };
      const start = last?.commit.signatures.find(({ flag }) => flag === 2)?.timestamp ?? genesis.genesisTime;
      return {
        round_state: {
          'height/round/step': `${store.last + 1}/0/1`,
          start_time: formatTime(start),
          proposal_block_hash: '',
          locked_block_hash: '',
          valid_block_hash: '',
          height_vote_set: [votes],
          proposer: { address: upperHex(key.address), index: 0 },
        },
      };
    },
  },
  abci_info: {
    params: [],
    async run({ app, engine, identity }) {
      await engine.settled();
      return {
        response: {
          data: 'nave',
          version: identity.version,
          app_version: String(app.info().stateVersion),
          last_block_height: String(engine.height),
          last_block_app_hash: base64(engine.appHash),
        },
      };
    },
  },
  abci_query: {
    params: [
      { name: 'path', kind: 'text' },
      { name: 'data', kind: 'hex' },
      { name: 'height', kind: 'int' },
      { name: 'prove', kind: 'bool' },
    ],
    async run({ app, engine, pastQuery }, args) {
      await engine.settled();
      const height = findInt(args, 'height') ?? 0;
      if (height < 0) throw new Error(`height must be greater than 0, but got ${height}`);
      const request = {
        path: textArg(args, 'path'),
        data: bytesArg(args, 'data'),
        height,
        prove: boolArg(args, 'prove'),
      };
      const past = await pastQuery?.(request);
      return { response: queryJson(past ?? answerQuery(app, request)) };
    },
  },
};
