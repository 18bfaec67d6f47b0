import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, createWalletClient, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { fromHex } from '#chain/lib/bytes.ts';
import { deposit } from '#src/client/deposit.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { LocalnetContract } from '#src/localnet/contract.ts';
import { startLocalnet } from '#src/localnet/localnet.ts';
import type { BenchOptions, BenchRow } from './bench-row.ts';

const LOOK_MS = 10;
const LIMIT_MS = 60_000;
const balanceAbi = parseAbi(['function balanceOf(address owner) view returns (uint256)']);

/** ms until it holds, looked at every 10 ms. */
async function timeUntil(holds: () => Promise<boolean>): Promise<number> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > LIMIT_MS) throw new Error('the money did not arrive in a minute');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return performance.now() - start;
}

function rowOf(name: string, target: number, times: readonly number[], detail: string): BenchRow {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return {
    name: `${name}, p50`,
    value: at(0.5),
    unit: 'ms',
    target: { value: target, atMost: true },
    detail: `p99 ${at(0.99).toFixed(0)} ms of ${times.length}; ${detail}`,
  };
}

/** One after the other: a deposit from its receipt to the balance on the hub, a withdrawal from request to tokens. */
async function measure({ rest, spokes, accounts }: LocalnetContract, rounds: number): Promise<BenchRow[]> {
  const carol = accounts.find(({ name }) => name === 'carol')!;
  const account = privateKeyToAccount(`0x${carol.privateKey}`);
  const signer = privateKeySigner(fromHex(carol.privateKey), { algo: carol.algo });
  const client = await NaveClient.connect({ rest, signer });
  const [from, to] = [spokes[0]!, spokes.at(-1)!];
  const wallet = createWalletClient({ account, transport: http(from.rpc) });
  const payee = createPublicClient({ transport: http(to.rpc), cacheTime: 0 });
  const token = to.tokens.find(({ symbol }) => symbol === 'USDC')!.address as `0x${string}`;
  const paid = (): Promise<bigint> =>
    payee.readContract({ address: token, abi: balanceAbi, functionName: 'balanceOf', args: [account.address] });
  const credited = async (): Promise<number> => {
    const { data } = await client.rest.get<{ asset: string; amount: string }[]>(`accounts/${carol.address}/balances`);
    return Number(data.find(({ asset }) => asset === 'USDC')?.amount ?? 0);
  };
  const credits: number[] = [];
  const payouts: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const before = await credited();
    await deposit(client, wallet, { spoke: from.id, asset: 'USDC', amount: '100' }, { pollingIntervalMs: LOOK_MS });
    credits.push(await timeUntil(async () => (await credited()) > before));
    const held = await paid();
    const asked = performance.now();
    await client.withdraw({ spoke: to.id, asset: 'USDC', amount: '50', to: account.address, maxFee: '10' });
    const sent = performance.now() - asked;
    payouts.push(sent + (await timeUntil(async () => (await paid()) > held)));
  }
  client.close();
  const parts = 'hub, 2 anvil chains and 4 relayers as processes on this machine';
  return [
    rowOf('deposit: mined to credited on the hub', 3_000, credits, `finality of the chain at once; ${parts}`),
    rowOf('withdrawal: requested to paid on the other chain', 5_000, payouts, `1 s of it is the delay; ${parts}`),
  ];
}

/** Latency of the bridge on a localnet, delays at their minimum. */
export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const home = mkdtempSync(join(tmpdir(), 'nave-bench-'));
  const localnet = await startLocalnet({
    home,
    reset: false,
    quiet: true,
    traders: false,
    chains: 2,
    prices: 'calm',
    seed: 1,
    portOffset: 0,
    anyPorts: true,
    faults: { pricesStale: false, relayerLies: 0, relayerDies: 0, reorg: 0, rpcHangs: 0 },
  });
  try {
    return await measure(localnet.contract, quick ? 5 : 40);
  } finally {
    await localnet.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
