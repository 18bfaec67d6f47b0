/** Two real EVM chains with vaults, a hub and relayers as processes: what a user's deposit and withdrawal go through. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Address, encodeFunctionData, erc20Abi, type Hex, pad, toHex } from 'viem';
import type { SpokeInfo, WithdrawalInfo } from '#proto/generated/nave.bridge.v1.ts';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { FaultPoint } from '#src/engine/solo/fault-point.ts';
import { deployAndRegister } from '#src/relayer/deployment/register-spoke.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import { deployTestToken, mintTestToken } from '#src/relayer/deployment/test-tokens.ts';
import type { RelayerFaultPoint } from '#src/relayer/fault-point.ts';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import { Anvil, type AnvilOptions, anvilAccount } from './anvil.ts';
import { makeBridgeHome, type NodeValidator } from './bridge-home.ts';
import { devSpokePlan } from './dev-spoke-plan.ts';
import { compileCache, MAIN, until } from './e2e-cli.ts';
import type { TestKey } from './signing.ts';
import { transact } from './vault-chain.ts';

export const DEPOSITOR = anvilAccount(1);
const DEPLOYER = anvilAccount(0);
const HUB_SCRIPT = fileURLToPath(new URL('./bridge-hub-process.ts', import.meta.url));
const SKEWED_CLOCK = new URL('./skewed-clock.ts', import.meta.url).href;
const RELAYER_SCRIPT = fileURLToPath(new URL('./relayer-process.ts', import.meta.url));
const code = releasedCode('spoke-vault');
const hexOf = (key: TestKey): Hex => `0x${Buffer.from(key.secret).toString('hex')}`;

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

function spawnNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NAVE_')));
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...clean, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compileCache, ...env },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  child.stdin?.on('error', () => undefined);
  return child;
}

/** A child that says in one line when it runs; all it writes is kept. */
export class Daemon {
  readonly child: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly ready: Promise<string>;
  output = '';

  constructor(child: ChildProcess, isReady: (line: string) => boolean) {
    this.child = child;
    this.exited = once(child, 'close').then(([status, signal]) => ({
      code: status as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (isReady(line)) resolve(line);
      });
      void this.exited.then(({ code: status }) => reject(new Error(`ended with ${status}: ${this.output}`)));
    });
    this.ready.catch(() => undefined);
  }

  async end(signal: NodeJS.Signals): Promise<{ readonly code: number | null }> {
    this.child.kill(signal);
    return this.exited;
  }
}

export interface NetChain {
  readonly spoke: number;
  readonly anvil: Anvil;
  readonly token: Address;
  readonly vault: Address;
}

export interface NetOptions {
  readonly chains?: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly anvil?: AnvilOptions;
  /** Whole USDC by key at genesis. */
  readonly balances?: readonly (readonly [TestKey, bigint])[];
  /** Largest payout without dispute, whole USDC. */
  readonly instantMax?: string;
  readonly normalLagMs?: number;
  /** Pauses of the hub; default: as short as makes sense in a test. */
  readonly blockTime?: string;
  readonly emptyBlockTime?: string;
}

export interface RelayerChoice {
  /** Endpoints by spoke; default: the chain's own, twice. */
  readonly rpc?: Readonly<Record<number, readonly string[]>>;
  readonly spokes?: readonly number[];
  /** By spoke; default: as registered. */
  readonly finality?: Readonly<Record<number, string>>;
  readonly dieAt?: RelayerFaultPoint;
  readonly hit?: number;
  readonly jobs?: readonly string[];
  readonly interval?: string;
  readonly replaceAfter?: string;
  /** How far its clock is off, ms. */
  readonly skewMs?: number;
  readonly folder?: string;
}

interface Asked {
  readonly key: TestKey;
  readonly spoke: number;
  readonly id: number;
  readonly to: Address;
  readonly amount: bigint;
}

/** The floor: gas costs less than that in these tests. USDC units. */
export const FEE = 100_000n;

/** Everything is gone after `stop`. Ends of tests call `requireConserved`. */
export class BridgeNet {
  readonly root: string;
  readonly validators: readonly NodeValidator[];
  readonly chains: NetChain[] = [];
  readonly deposits: { readonly spoke: number; readonly key: TestKey; readonly amount: bigint }[] = [];
  /** USDC units that a vault took and the hub will not credit, by spoke. */
  readonly uncredited = new Map<number, bigint>();
  readonly asked: Asked[] = [];
  hub: Daemon;
  rest: string;
  rpc: string;
  private readonly options: NetOptions;
  private readonly authority: TestKey;
  private readonly clients = new Map<string, NaveClient>();
  private readonly relayers = new Set<Daemon>();
  private readonly ends: (() => Promise<void>)[] = [];

  private constructor(
    root: string,
    options: NetOptions,
    keys: Pick<BridgeNet, 'validators'> & { readonly authority: TestKey },
    hub: Daemon,
    at: { readonly rpc: string; readonly rest: string },
  ) {
    this.root = root;
    this.options = options;
    this.validators = keys.validators;
    this.authority = keys.authority;
    this.hub = hub;
    this.rpc = at.rpc;
    this.rest = at.rest;
  }

  static async start(options: NetOptions = {}): Promise<BridgeNet> {
    const root = mkdtempSync(join(tmpdir(), 'nave-bridge-net-'));
    const keys = makeBridgeHome(join(root, 'hub'), options.balances, { batchIntervalMs: '0', ...options.params });
    const anvils: Anvil[] = [];
    let net: BridgeNet | undefined;
    try {
      for (let i = 0; i < (options.chains ?? 2); i++) {
        anvils.push(await Anvil.start({ chainId: 31_337 + i, ...options.anvil }));
      }
      const { daemon, at } = await startHub(join(root, 'hub'), { rpc: '0', rest: '0', ...blockTimes(options) });
      net = new BridgeNet(root, options, keys, daemon, at);
      const client = await net.client(net.authority);
      for (const [i, anvil] of anvils.entries()) net.chains.push(await net.addChain(i + 1, anvil, client));
      return net;
    } catch (error) {
      // nothing may keep a failed test's process alive
      for (const anvil of anvils) await anvil.stop();
      await net?.stop();
      throw error;
    }
  }

  private async addChain(spoke: number, anvil: Anvil, client: NaveClient): Promise<NetChain> {
    const token = await deployTestToken('test-usdc', anvil.rpc, DEPLOYER, 10);
    await mintTestToken(anvil.rpc, DEPLOYER, token, DEPOSITOR.address, 10n ** 15n, 10);
    const { deployment } = await deployAndRegister({
      plan: devSpokePlan(spoke, token, {
        spoke: { normalLagMs: this.options.normalLagMs ?? 600_000 },
        token: { minDeposit: '0.000001', instantMax: this.options.instantMax ?? '1000000' },
      }),
      source: anvil.rpc,
      account: DEPLOYER,
      code,
      client,
      rpc: this.rpc,
      pollingIntervalMs: 10,
    });
    const vault = deployment.address;
    const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [vault, 10n ** 30n] });
    await transact(anvil, DEPOSITOR.address, token, approve);
    await anvil.mine(3);
    return { spoke, anvil, token, vault };
  }

  chain(spoke: number): NetChain {
    return this.chains.find((one) => one.spoke === spoke)!;
  }

  async client(key: TestKey): Promise<NaveClient> {
    const known = this.clients.get(key.text);
    if (known !== undefined) return known;
    const signer = privateKeySigner(key.secret, { algo: key.algo });
    const client = await NaveClient.connect({ rest: this.rest, signer });
    this.clients.set(key.text, client);
    return client;
  }

  /** The hub again, at its old addresses. */
  async restartHub(dieAt?: FaultPoint): Promise<void> {
    const ports = { rpc: new URL(this.rpc).port, rest: new URL(this.rest).port };
    const { daemon } = await startHub(join(this.root, 'hub'), {
      ...ports,
      ...blockTimes(this.options),
      ...(dieAt && { dieAt }),
    });
    this.hub = daemon;
  }

  configFile(validator: number, choice: RelayerChoice = {}): string {
    const folder = choice.folder ?? `relayer-${validator}`;
    mkdirSync(join(this.root, folder), { recursive: true });
    const file = join(this.root, folder, 'relayer.toml');
    const spokes = choice.spokes ?? this.chains.map(({ spoke }) => spoke);
    const text = (value: unknown): string => JSON.stringify(value);
    const lines = [
      `jobs = ${text(choice.jobs ?? ['observer', 'signer', 'submitter', 'watchtower'])}`,
      'folder = "nonces"',
      `validator-index = ${validator}`,
      `interval = "${choice.interval ?? '100ms'}"`,
      'rpc-timeout = "2s"',
      ...(choice.replaceAfter === undefined ? [] : [`replace-after = ${text(choice.replaceAfter)}`]),
      `hub = { rest = ${text(this.rest)}, rpc = ${text(this.rpc)} }`,
      'metrics = { port = 0 }',
      'log = { format = "json" }',
      '[keys]',
      'relayer = "env:TEST_RELAYER"',
      'operator = "env:TEST_OPERATOR"',
      'signer = "env:TEST_SIGNER"',
      'submitter = "env:TEST_SUBMITTER"',
      'watchtower = "env:TEST_WATCHTOWER"',
      ...spokes.flatMap((spoke) => {
        const { url } = this.chain(spoke).anvil;
        // two names of one endpoint: the parser refuses the same twice
        const rule = choice.finality?.[spoke];
        return [
          `[spokes.${spoke}]`,
          `rpc = ${text(choice.rpc?.[spoke] ?? [url, `${url}/?second`])}`,
          ...(rule === undefined ? [] : [`finality = ${text(rule)}`]),
        ];
      }),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }

  relayerEnv(validator: number): Record<string, string> {
    const { relayer, hot, operator } = this.validators[validator]!;
    const secret = (index: number): string => toHex(anvilAccount(index).getHdKey().privateKey!);
    return {
      TEST_RELAYER: hexOf(relayer),
      TEST_OPERATOR: hexOf(operator),
      TEST_SIGNER: hexOf(hot),
      TEST_SUBMITTER: secret(2 + validator),
      TEST_WATCHTOWER: secret(validator === 0 ? 9 : 5 + validator),
    };
  }

  /** A validator's relayer; resolves when it runs. */
  async startRelayer(validator: number, choice: RelayerChoice = {}): Promise<Daemon> {
    const file = this.configFile(validator, choice);
    const args =
      choice.dieAt === undefined
        ? [MAIN, 'relayer', 'start', '--config', file]
        : [RELAYER_SCRIPT, file, choice.dieAt, String(choice.hit ?? 1)];
    const { skewMs = 0 } = choice;
    const clock = skewMs === 0 ? [] : ['--import', SKEWED_CLOCK];
    const child = spawnNode([...clock, ...args], { ...this.relayerEnv(validator), TEST_SKEW_MS: String(skewMs) });
    const daemon = new Daemon(child, (line) => line.startsWith('Nave relayer'));
    this.relayers.add(daemon);
    void daemon.exited.then(() => this.relayers.delete(daemon));
    await daemon.ready;
    return daemon;
  }

  async startRelayers(choice: RelayerChoice = {}): Promise<readonly Daemon[]> {
    return Promise.all(this.validators.map((_, i) => this.startRelayer(i, choice)));
  }

  /** In a block of its own; not final yet. USDC units. */
  async deposit(spoke: number, key: TestKey, amount: bigint): Promise<void> {
    const { anvil, vault, token } = this.chain(spoke);
    const account = pad(toHex(key.address));
    const data = encodeFunctionData({ abi: spokeVaultAbi, functionName: 'deposit', args: [token, account, amount] });
    await transact(anvil, DEPOSITOR.address, vault, data);
    this.deposits.push({ spoke, key, amount });
  }

  /** A deposit of the account on a spoke that is never credited: it stays in the vault, above what the hub counts. */
  forget(key: TestKey, spoke: number, amount?: bigint): void {
    for (let i = this.deposits.length - 1; i >= 0; i--) {
      const one = this.deposits[i]!;
      if (one.key.text !== key.text || one.spoke !== spoke || one.amount !== (amount ?? one.amount)) continue;
      this.uncredited.set(spoke, (this.uncredited.get(spoke) ?? 0n) + one.amount);
      this.deposits.splice(i, 1);
    }
  }

  /** Three empty blocks a chain: what is there becomes final. */
  async finalize(): Promise<void> {
    for (const { anvil } of this.chains) await anvil.mine(3);
  }

  /** USDC units of subaccount 0. */
  async balance(key: TestKey): Promise<bigint> {
    const { rest } = await this.client(this.authority);
    const { data } = await rest.get<readonly { asset: string; amount: string }[]>(`accounts/${key.text}/balances`);
    const amount = data.find(({ asset }) => asset === 'USDC')?.amount ?? '0';
    const [whole = '0', part = ''] = amount.split('.');
    return BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'));
  }

  /** What deposits and withdrawals of an account leave. */
  owed(key: TestKey): bigint {
    const plus = this.deposits.filter((one) => one.key.text === key.text).reduce((sum, one) => sum + one.amount, 0n);
    const minus = this.asked.filter((one) => one.key.text === key.text).reduce((sum, one) => sum + one.amount, 0n);
    return plus - minus;
  }

  /** Waits until an account has what it is owed. */
  credited(key: TestKey, limitMs = 20_000): Promise<void> {
    return until(`credit of ${key.name}`, async () => (await this.balance(key)) === this.owed(key), limitMs);
  }

  /** Id of a withdrawal in a block. USDC units. */
  async withdraw(key: TestKey, spoke: number, to: Address, amount: bigint): Promise<number> {
    const client = await this.client(key);
    const { nextWithdrawalId: id } = await this.spoke(spoke);
    const text = `${amount / 1_000_000n}.${(amount % 1_000_000n).toString().padStart(6, '0')}`.replace(/\.?0+$/, '');
    await client.withdraw({ asset: 'USDC', amount: text, spoke, to, maxFee: '100' });
    this.asked.push({ key, spoke, id, to, amount });
    return id;
  }

  async spoke(spoke: number): Promise<SpokeInfo> {
    const { spokes } = await hubQuery(this.rpc, Query.spokes, {});
    return spokes.find((one) => one.spoke === spoke)!;
  }

  async findWithdrawal(spoke: number, id: number): Promise<WithdrawalInfo | undefined> {
    try {
      return (await hubQuery(this.rpc, Query.withdrawal, { spoke, id })).withdrawal;
    } catch {
      return undefined;
    }
  }

  async tokens(spoke: number, owner: Address): Promise<bigint> {
    const { anvil, token } = this.chain(spoke);
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [owner] });
    return BigInt((await anvil.request('eth_call', { to: token, data }, 'latest')) as string);
  }

  /** 3: paid. */
  status(spoke: number, id: number): Promise<number> {
    const { anvil, vault } = this.chain(spoke);
    return readVault<number>(anvil.rpc, vault, 'status', [BigInt(id)]);
  }

  async vaultNonce(spoke: number): Promise<number> {
    const { anvil, vault } = this.chain(spoke);
    const data = encodeFunctionData({ abi: spokeVaultAbi, functionName: 'eventNonce' });
    return Number((await anvil.request('eth_call', { to: vault, data }, 'latest')) as string);
  }

  /** Waits until the hub has applied every event of the vaults. */
  async settled(spokes = this.chains.map(({ spoke }) => spoke), limitMs = 20_000): Promise<void> {
    await this.finalize();
    for (const spoke of spokes) {
      await until(
        `events of spoke ${spoke}`,
        async () => (await this.spoke(spoke)).eventNonce === (await this.vaultNonce(spoke)),
        limitMs,
      );
    }
  }

  /**
   * Σ credited = Σ deposited, Σ paid = Σ debited − refunds, the hub's escrow is the vault's, and no vault holds less than it
   * owes. Call it when everything is settled and paid.
   */
  async requireConserved(): Promise<void> {
    let escrows = 0n;
    for (const { spoke, anvil, vault, token } of this.chains) {
      const [, escrow] = await readVault<readonly [bigint, bigint, bigint]>(anvil.rpc, vault, 'capacity', [token]);
      const held = await this.tokens(spoke, vault);
      if (held < escrow) throw new Error(`the vault of spoke ${spoke} holds ${held}, it owes ${escrow}`);
      const counted = BigInt((await this.spoke(spoke)).routes[0]!.escrow);
      const due = escrow - (this.uncredited.get(spoke) ?? 0n);
      if (due !== counted) throw new Error(`spoke ${spoke}: escrow ${due}, the hub counts ${counted}`);
      escrows += due;
    }
    const keys = new Map(this.deposits.map(({ key }) => [key.text, key]));
    let owed = 0n;
    for (const key of keys.values()) {
      const has = await this.balance(key);
      if (has !== this.owed(key)) throw new Error(`${key.name} has ${has}, is owed ${this.owed(key)}`);
      owed += has;
    }
    const { data } = await (await this.client(this.authority)).rest.get<{ assets: { difference: string }[] }>(
      'solvency',
    );
    if (data.assets.some(({ difference }) => difference !== '0')) throw new Error(JSON.stringify(data));
    const fees = BigInt(this.asked.length) * FEE;
    if (escrows !== owed + fees) throw new Error(`escrows ${escrows}, accounts ${owed}, fees ${fees}`);
    for (const [payee, asked] of Map.groupBy(this.asked, ({ spoke, to }) => `${spoke} ${to}`)) {
      const got = await this.tokens(asked[0]!.spoke, asked[0]!.to);
      const due = asked.reduce((sum, { amount }) => sum + amount - FEE, 0n);
      if (got !== due) throw new Error(`${payee} got ${got}, is due ${due}`);
    }
  }

  /** Runs first when everything stops, also after a test that failed. */
  atStop(end: () => Promise<void>): void {
    this.ends.push(end);
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.ends.map((end) => end()));
    for (const client of this.clients.values()) client.close();
    await Promise.all([...this.relayers].map((relayer) => relayer.end('SIGKILL')));
    if (this.hub.child.exitCode === null && this.hub.child.signalCode === null) await this.hub.end('SIGTERM');
    for (const { anvil } of this.chains) await anvil.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

const blockTimes = ({ blockTime = '50ms', emptyBlockTime = '100ms' }: NetOptions) => ({ blockTime, emptyBlockTime });

async function startHub(
  home: string,
  options: {
    readonly rpc: string;
    readonly rest: string;
    readonly dieAt?: FaultPoint;
    readonly blockTime: string;
    readonly emptyBlockTime: string;
  },
): Promise<{ daemon: Daemon; at: { readonly rpc: string; readonly rest: string } }> {
  const child = spawnNode([HUB_SCRIPT, home, JSON.stringify(options)]);
  const daemon = new Daemon(child, (line) => line.startsWith('{"rpc"'));
  return { daemon, at: JSON.parse(await daemon.ready) as { rpc: string; rest: string } };
}
