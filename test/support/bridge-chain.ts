import { sign } from '@noble/secp256k1';
import { Application } from '#chain/app.ts';
import type { TxResult } from '#chain/app-types.ts';
import { type GenesisJson, withValidators } from '#chain/genesis/localnet.ts';
import { findEvmAddress, formatEvmAddress } from '#chain/lib/address.ts';
import { concat, findBase64, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import type { VaultConfig, VaultToken } from '#chain/modules/bridge/abi/vault-config.ts';
import type { Keepers } from '#chain/wiring.ts';
import { TxMsgData } from '#proto/generated/cosmos.base.abci.v1beta1.ts';
import type { BatchInfo, SetInfo, SpokeInfo, WithdrawalInfo } from '#proto/generated/nave.bridge.v1.ts';
import {
  MsgAttest,
  MsgRegisterRoute,
  MsgRegisterSpoke,
  MsgSetSpokeState,
  MsgSignBatch,
  MsgSignSet,
  MsgWithdraw,
  MsgWithdrawResponse,
  Query,
  SpokeState,
} from '#proto/generated/nave.bridge.v1.ts';
import { FakeVault, type SeenEvent, type VaultItem } from './bridge-vault.ts';
import { message, TestKey, type TestMessage } from './signing.ts';
import { TestChain, type TestTx } from './test-chain.ts';

export const USD = 1_000_000n;
const repeat = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);

/** Tokens of every fake spoke: USDC with 6 decimals, WETH with 18. */
export const USDC_TOKEN = repeat(0xc1);
export const WETH_TOKEN = repeat(0xe1);
/** A token without route. */
export const STRANGE_TOKEN = repeat(0x99);

export interface BridgeValidator {
  readonly operator: TestKey;
  readonly relayer: TestKey;
  readonly hot: TestKey;
  readonly cold: TestKey;
  readonly power: number;
}

export interface BridgeOptions {
  readonly powers?: readonly number[];
  readonly spokes?: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly normalLagMs?: number;
  readonly invariantsEvery?: number;
  readonly create?: () => Application;
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
const TOKEN: Omit<VaultToken, 'token' | 'decimals' | 'hubDecimals'> = {
  flags: 3n,
  weight: 1_000_000n,
  minDeposit: 1n,
  depositCap: 10n ** 27n,
  cap: 10n ** 12n,
  rate: 10n ** 8n,
  instantMax: 10n ** 11n,
  dispute: 300n,
  maxDelay: 172_800n,
};

/** 1000 ETH at 2000 USD, in wei. */
const WETH_LIMITS = { weight: 2_000_000_000n, cap: 10n ** 21n, rate: 10n ** 17n, instantMax: 10n ** 20n } as const;

/**
 * The real application with validators, fake vaults and relayers that report what the vaults emit. Every test ends with
 * `requireConserved`.
 */
export class BridgeChain {
  readonly chain: TestChain;
  readonly authority = new TestKey('bridge authority');
  readonly validators: readonly BridgeValidator[];
  readonly vaults = new Map<number, FakeVault>();
  readonly voted = new Map<string, number>();
  private readonly options: BridgeOptions;

  constructor(options: BridgeOptions = {}) {
    this.options = options;
    this.validators = (options.powers ?? [10, 10, 10, 10]).map((power, i) => ({
      operator: new TestKey(`operator ${i}`),
      relayer: new TestKey(`relayer ${i}`),
      hot: new TestKey(`hot ${i}`, 'ethsecp256k1'),
      cold: new TestKey(`cold ${i}`, 'ethsecp256k1'),
      power,
    }));
    this.chain = new TestChain({
      verify: false,
      invariantsEvery: options.invariantsEvery ?? 1,
      adapt: (genesis) => this.genesis(genesis),
      ...(options.create !== undefined && { create: options.create }),
    });
    this.block();
    for (let id = 1; id <= (options.spokes ?? 1); id++) this.register(id);
  }

  private genesis(genesis: GenesisJson): GenesisJson {
    const [first] = genesis.validators as { pub_key: { value: string }; address: string }[];
    const publicKey = findBase64(first!.pub_key.value)!;
    const address = nobleCrypto.sha256(publicKey).slice(0, 20);
    const validators = this.validators.map((one, i) => ({
      name: `validator ${i}`,
      operator: one.operator.address,
      consensus: i === 0 ? { publicKey, address } : undefined,
      power: one.power,
      relayer: one.relayer.address,
      feeder: one.operator.address,
      hot: one.hot.address,
      cold: one.cold.address,
    }));
    const params = { batchIntervalMs: '0', ...this.options.params };
    const bridge = { authority: hex(this.authority.address), params };
    const changed = withValidators(genesis, validators);
    return { ...changed, app_state: { ...changed.app_state, bridge } };
  }

  get app(): Application {
    return this.chain.app;
  }

  query<Q, A>(
    method: { path: string; request: { encode(q: Q): Uint8Array }; response: { decode(b: Uint8Array): A } },
    request: Q,
  ): A {
    const { code, log, value } = this.app.query({
      path: method.path,
      data: method.request.encode(request),
      height: 0,
      prove: false,
    });
    if (code !== 0) throw new Error(`${code}: ${log}`);
    return method.response.decode(value);
  }

  spoke(id: number): SpokeInfo {
    return this.query(Query.spokes, {}).spokes.find((one) => one.spoke === id)!;
  }

  /** Runs a block; every tx must have the expected code (0). */
  block(txs: readonly TestTx[] = [], ms = 1000, prices = true): TxResult[] {
    return this.chain.block(txs, ms, prices);
  }

  /** One message in a block of its own; returns its code. */
  send(key: TestKey, one: TestMessage): number {
    return this.block([{ key, messages: [one] }])[0]!.code;
  }

  must(key: TestKey, one: TestMessage): TxResult {
    const result = this.block([{ key, messages: [one] }])[0]!;
    if (result.code !== 0) throw new Error(`${result.code}: ${result.log}`);
    return result;
  }

  config(): VaultConfig {
    const set = this.query(Query.nextSet, { devnet: this.validators.length < 4 });
    return {
      hubSalt: set.hubSalt,
      devnet: this.validators.length < 4,
      maxSetAge: 1_209_600n,
      rotationDelay: 300n,
      disputeBlocks: 25n,
      lockThreshold: 2n,
      aggregateCap: 5_000_000n * USD,
      aggregateRate: 1000n * USD,
      initialSet: {
        epoch: 1n,
        totalPower: BigInt(set.totalPower),
        hubHeight: BigInt(set.hubHeight),
        createdAt: BigInt(set.createdAt),
        hot: set.hot,
        cold: set.cold,
      },
      lockers: [repeat(0x71), repeat(0x72)],
      tokens: [
        { token: USDC_TOKEN, decimals: 6n, hubDecimals: 6n, ...TOKEN },
        { token: WETH_TOKEN, decimals: 18n, hubDecimals: 9n, ...TOKEN, ...WETH_LIMITS },
      ],
    };
  }

  /** JSON of a spoke's registration. */
  claim(id: number, config: VaultConfig, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const { hubSalt: _salt, devnet, initialSet, lockers, tokens, ...numbers } = config;
    const texts = (fields: object) =>
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    const { hot, cold, ...set } = initialSet;
    return {
      id: String(id),
      name: `spoke-${id}`,
      chainId: String(31_336 + id),
      instance: '0',
      vault: hex(repeat(0xa0 + id)),
      finality: 'finalized',
      normalLagMs: String(this.options.normalLagMs ?? 3_600_000),
      nativeAsset: 'ETH',
      config: {
        devnet,
        ...texts(numbers),
        initialSet: { ...texts(set), hot: hot.map(hex), cold: cold.map(hex) },
        lockers: lockers.map(hex),
        tokens: tokens.map(({ token, ...rest }) => ({ token: hex(token), ...texts(rest) })),
      },
      ...more,
    };
  }

  /** Registers a spoke with its routes and attests its constructor. */
  register(id: number, more: Readonly<Record<string, unknown>> = {}): FakeVault {
    const config = this.config();
    const claim = this.claim(id, config, more);
    const authority = this.authority.text;
    this.must(this.authority, message(MsgRegisterSpoke, { authority, spoke: JSON.stringify(claim) }));
    const vault = new FakeVault(Number(claim.chainId), repeat(0xa0 + id), config);
    this.vaults.set(id, vault);
    for (const [token, asset, decimals, feeFloor] of [
      [USDC_TOKEN, 'USDC', 6, 100_000n],
      [WETH_TOKEN, 'ETH', 18, 50_000n],
    ] as const) {
      const route = {
        spoke: String(id),
        token: hex(token),
        tokenDecimals: String(decimals),
        asset,
        feeFloor: String(feeFloor),
        minWithdrawal: '1000',
      };
      this.must(this.authority, message(MsgRegisterRoute, { authority, route: JSON.stringify(route) }));
    }
    this.attestAll();
    return vault;
  }

  /** MsgAttest of a validator with the given votes. */
  attestation(index: number, spoke: number, votes: readonly SeenEvent[], more: Partial<MsgAttest> = {}): TestTx {
    const { relayer } = this.validators[index]!;
    const finalizedAt = Math.floor(Number(this.chain.timeNs / 1_000_000_000n));
    return {
      key: relayer,
      messages: [
        message(MsgAttest, { relayer: relayer.text, spoke, votes: [...votes], finalizedAt, gasPrice: '', ...more }),
      ],
    };
  }

  /** What a validator has not voted on yet; counts it as voted. */
  news(index: number, spoke: number): readonly SeenEvent[] {
    const key = `${index}/${spoke}`;
    const from = this.voted.get(key) ?? 0;
    const { seen } = this.vaults.get(spoke)!;
    this.voted.set(key, seen.length);
    return seen.slice(from);
  }

  /** Every validator votes on all it has not voted on, in one block. */
  attestAll(more: Partial<MsgAttest> = {}, who = this.validators.map((_, i) => i)): TxResult[] {
    const txs = who.flatMap((i) =>
      [...this.vaults.keys()].map((spoke) => this.attestation(i, spoke, this.news(i, spoke), more)),
    );
    const results = this.block(txs);
    const bad = results.find(({ code }) => code !== 0);
    if (bad !== undefined) throw new Error(`${bad.code}: ${bad.log}`);
    return results;
  }

  /** Deposits on a vault and waits for the credit. */
  deposit(spoke: number, key: TestKey, token: Uint8Array, amount: bigint): void {
    this.vaults.get(spoke)!.deposit(token, key.address, amount);
    this.attestAll();
  }

  withdrawal(key: TestKey, fields: Partial<MsgWithdraw> = {}): TestMessage {
    const to = formatEvmAddress(repeat(0x55));
    return message(MsgWithdraw, {
      owner: key.text,
      subaccount: 0,
      asset: 'USDC',
      amount: String(100n * USD),
      spoke: 1,
      to,
      maxFee: String(100n * USD),
      ...fields,
    });
  }

  /** Id of a withdrawal asked for in a block of its own. */
  withdraw(key: TestKey, fields: Partial<MsgWithdraw> = {}): number {
    const { data } = this.must(key, this.withdrawal(key, fields));
    return MsgWithdrawResponse.decode(TxMsgData.decode(data).msgResponses[0]!.value).id;
  }

  /** The same in a block that carries no prices. */
  withdrawWithoutPrices(key: TestKey, fields: Partial<MsgWithdraw>): number {
    const [result] = this.block([{ key, messages: [this.withdrawal(key, fields)] }], 1000, false);
    return MsgWithdrawResponse.decode(TxMsgData.decode(result!.data).msgResponses[0]!.value).id;
  }

  findWithdrawal(spoke: number, id: number): WithdrawalInfo | undefined {
    try {
      return this.query(Query.withdrawal, { spoke, id }).withdrawal;
    } catch {
      return undefined;
    }
  }

  getWithdrawal(spoke: number, id: number): WithdrawalInfo {
    return this.query(Query.withdrawal, { spoke, id }).withdrawal!;
  }

  item(spoke: number, id: number): VaultItem {
    const { token, to, tokenAmount, hubRef } = this.getWithdrawal(spoke, id);
    return { id: BigInt(id), token, to, amount: BigInt(tokenAmount), hubRef };
  }

  batches(spoke: number): readonly BatchInfo[] {
    return this.query(Query.batches, { spoke }).batches;
  }

  sets(spoke: number): readonly SetInfo[] {
    return this.query(Query.sets, { spoke }).sets;
  }

  batchSignature(index: number, batch: BatchInfo, key = this.validators[index]!.hot): TestTx {
    const { relayer } = this.validators[index]!;
    const { spoke, epoch, batchNonce, digest } = batch;
    const signature = vaultSignature(digest, key);
    return {
      key: relayer,
      messages: [message(MsgSignBatch, { relayer: relayer.text, spoke, epoch, batchNonce, signature })],
    };
  }

  /** All validators sign all batches that collect. */
  signBatches(spoke = 1): void {
    const open = this.batches(spoke).filter(({ state }) => state === 'collecting');
    this.block(open.flatMap((batch) => this.validators.map((_, i) => this.batchSignature(i, batch))));
  }

  /** All validators sign the newest set of the next epoch. */
  signSet(spoke: number, who = this.validators.map((_, i) => i)): TxResult[] {
    const set = this.sets(spoke).findLast(({ state }) => state === 'pending')!;
    return this.block(
      who.map((i) => {
        const { relayer, hot } = this.validators[i]!;
        const signature = vaultSignature(set.digest, hot);
        return {
          key: relayer,
          messages: [message(MsgSignSet, { relayer: relayer.text, spoke, epoch: set.epoch, signature })],
        };
      }),
    );
  }

  /** From request to payout: blocks, signatures, execution, attestation. */
  payOut(spoke: number, id: number, submitter = this.validators[0]!.relayer.address): void {
    for (let i = 0; i < 12 && this.findWithdrawal(spoke, id)?.state !== 'signed'; i++) this.block();
    this.signBatches(spoke);
    this.vaults.get(spoke)!.pay(this.item(spoke, id), submitter);
    this.attestAll();
  }

  balance(key: TestKey, asset = 'USDC'): bigint {
    const view = this.app.view.findSubaccount(key.address, 0);
    if (view === undefined) return 0n;
    if (asset === 'USDC') return view.quote;
    return view.balances.find((one) => one.asset === asset)?.amount ?? 0n;
  }

  /** The authority sets a state. */
  setState(spoke: number, state: keyof typeof SpokeState, until = 0): void {
    const authority = this.authority.text;
    this.must(this.authority, message(MsgSetSpokeState, { authority, spoke, state: SpokeState[state], until }));
  }

  /** The keepers themselves, for what only other modules can do. */
  keepers(): Keepers {
    return (this.app as unknown as { wiring: { keepers: Keepers } }).wiring.keepers;
  }

  /** Everything but the records is thrown away and built again from them. */
  restart(): void {
    const facts = this.app.records.committed!;
    const records = [...this.app.records.records()].reverse();
    const app = new Application({ invariantsEvery: this.options.invariantsEvery ?? 1 });
    for (const record of records) app.loadRecord(record);
    app.finishLoad(facts);
    this.chain.app = app;
  }

  /** What the hub counts as escrow is what the vaults hold, but for tokens that have no route. */
  requireConserved(): void {
    for (const [id, vault] of this.vaults) {
      for (const { token, tokenDecimals, escrow, inTransit } of this.spoke(id).routes) {
        const hubDecimals = tokenDecimals === 18 ? 9 : 6;
        const held = (vault.escrow.get(toHex(token)) ?? 0n) / 10n ** BigInt(tokenDecimals - hubDecimals);
        const counted = BigInt(escrow) - BigInt(inTransit);
        if (held !== counted) throw new Error(`spoke ${id}: the vault holds ${held}, the hub counts ${counted}`);
      }
    }
    for (const { asset, difference } of this.app.view.solvency()) {
      if (difference !== 0n) throw new Error(`${asset}: ${difference} out of balance`);
    }
  }
}

/** r ‖ s ‖ v over a digest. */
export function vaultSignature(digest: Uint8Array, key: TestKey): Uint8Array {
  const recovered = sign(digest, key.secret, { prehash: false, format: 'recovered' });
  return concat(recovered.slice(1), Uint8Array.of(27 + recovered[0]!));
}

export { findEvmAddress };
