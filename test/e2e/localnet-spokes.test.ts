import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createPublicClient, createWalletClient, http, numberToHex, pad, parseAbi, parseEther, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { fromHex } from '#chain/lib/bytes.ts';
import { findUnits } from '#chain/lib/decimal.ts';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { LocalnetSpoke } from '#src/localnet/contract.ts';
import { OPERATORS, operatorName, readOperatorKeys } from '#src/localnet/operators.ts';
import { isAlive, killLeftovers, LocalnetProcess, temporaryHome, until } from '#test/support/e2e-cli.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';

/**
 * Money in from one EVM chain, a trade with it, money out to another: as a stranger's wallet does it, with real chains,
 * vaults and relayers; then the same after kill -9 of the whole, while one relayer of four lies.
 */
const folder = temporaryHome();
const LIMIT_MS = 60_000;
let net: LocalnetProcess;
let paidBefore = 0n;

const tokenAbi = parseAbi([
  'function mint(address to, uint256 amount)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function balanceOf(address owner) view returns (uint256)',
]);

before(async () => {
  net = await LocalnetProcess.start(folder.path);
});

after(() => {
  killLeftovers();
  folder.remove();
});

const secret = generatePrivateKey();
const account = privateKeyToAccount(secret);

const usdcOf = ({ tokens }: LocalnetSpoke) => tokens.find(({ symbol }) => symbol === 'USDC')!.address as `0x${string}`;

function walletOn({ rpc }: LocalnetSpoke) {
  const transport = http(rpc);
  const settings = { transport, pollingInterval: 50, cacheTime: 0 };
  return { evm: createPublicClient(settings), wallet: createWalletClient({ ...settings, account }) };
}

const usdcOn = (spoke: LocalnetSpoke): Promise<bigint> =>
  walletOn(spoke).evm.readContract({
    address: usdcOf(spoke),
    abi: tokenAbi,
    functionName: 'balanceOf',
    args: [account.address],
  });

async function depositOn(spoke: LocalnetSpoke, units: bigint): Promise<void> {
  const { evm, wallet } = walletOn(spoke);
  await evm.request({
    method: 'anvil_setBalance' as never,
    params: [account.address, numberToHex(parseEther('1'))] as never,
  });
  const token = usdcOf(spoke);
  const vault = spoke.vault as `0x${string}`;
  const send = async (hash: Promise<`0x${string}`>): Promise<void> => {
    const { status } = await evm.waitForTransactionReceipt({ hash: await hash });
    assert.equal(status, 'success');
  };
  const call = { address: token, abi: tokenAbi, chain: null } as const;
  await send(wallet.writeContract({ ...call, functionName: 'mint', args: [account.address, units] }));
  await send(wallet.writeContract({ ...call, functionName: 'approve', args: [vault, units] }));
  const args = [token, pad(account.address), units] as const;
  await send(wallet.writeContract({ address: vault, abi: spokeVaultAbi, chain: null, functionName: 'deposit', args }));
}

const asTrader = (): Promise<NaveClient> =>
  NaveClient.connect({
    rest: net.contract.rest,
    signer: privateKeySigner(fromHex(secret), { algo: 'ethsecp256k1' }),
  });

/** Millionths: sums of decimals held as doubles miss one in four of the right values. */
async function usdcOnHub(client: NaveClient): Promise<bigint> {
  const { data } = await client.rest.get<{ asset: string; amount: string }[]>(`accounts/${client.owner}/balances`);
  return findUnits(data.find(({ asset }) => asset === 'USDC')?.amount ?? '0', 6, true)!;
}

/** The story; takes whole USDC. */
async function moveMoney(deposited: number, withdrawn: number): Promise<{ creditMs: number; paidMs: number }> {
  const [first, last] = [net.contract.spokes[0]!, net.contract.spokes.at(-1)!];
  const client = await asTrader();
  const begun = await usdcOnHub(client);
  const amount = BigInt(deposited) * 1_000_000n;
  await depositOn(first, amount);
  const mined = Date.now();
  await until('the deposit is credited', async () => (await usdcOnHub(client)) === begun + amount, LIMIT_MS);
  const creditMs = Date.now() - mined;
  const sold = await client.placeOrder({ market: 'ETH-USD', side: 'sell', type: 'market', size: '0.1', price: '100' });
  assert.equal(sold.order?.status, 'filled');
  const before = await usdcOnHub(client);
  const paid = await usdcOn(last);
  const asked = Date.now();
  await client.withdraw({ spoke: last.id, asset: 'USDC', amount: `${withdrawn}`, to: account.address, maxFee: '5' });
  await until('the withdrawal is paid', async () => (await usdcOn(last)) > paid, LIMIT_MS);
  const paidMs = Date.now() - asked;
  const received = (await usdcOn(last)) - paid;
  assert.ok(received > BigInt(withdrawn - 5) * 1_000_000n && received < BigInt(withdrawn) * 1_000_000n, `${received}`);
  assert.equal(before - (await usdcOnHub(client)), BigInt(withdrawn) * 1_000_000n);
  client.close();
  return { creditMs, paidMs };
}

/** What is owed is what the vaults hold, to the hub and to the chains themselves. */
async function checkSolvency(): Promise<void> {
  const answer = await net.run('query', 'solvency');
  assert.equal(answer.code, 0, answer.stdout + answer.stderr);
  const { spokes } = await hubQuery(net.contract.rpc, Query.spokes, {});
  for (const spoke of net.contract.spokes) {
    const { evm } = walletOn(spoke);
    const known = spokes.find((one) => one.spoke === spoke.id)!;
    const route = known.routes.find(({ token }) => toHex(token) === usdcOf(spoke).toLowerCase())!;
    const held = await evm.readContract({
      address: usdcOf(spoke),
      abi: tokenAbi,
      functionName: 'balanceOf',
      args: [spoke.vault as `0x${string}`],
    });
    assert.equal(String(held), route.escrow, spoke.name);
    const locked = await evm.getContractEvents({
      address: spoke.vault as `0x${string}`,
      abi: spokeVaultAbi,
      eventName: 'Locked',
      fromBlock: 0n,
    });
    assert.deepEqual(locked, [], 'no watchtower locked anything');
  }
}

const allSettled = async (): Promise<boolean> => {
  const rows = await Promise.all(
    net.contract.spokes.map(({ id }) => hubQuery(net.contract.rpc, Query.withdrawals, { ...NO_FILTER, spoke: id })),
  );
  return rows.every(({ withdrawals }) => withdrawals.length === 0);
};
const NO_FILTER = { spoke: 0, account: '', state: '', afterSpoke: 0, afterId: 0, limit: 0 };

test('localnet.json names two chains with vaults; people’s money on the hub is locked in them, carol’s is on the chains only', async () => {
  const { spokes, accounts, rest, rpc } = net.contract;
  assert.deepEqual(
    spokes.map(({ id, name, chainId, tokens }) => [
      id,
      name,
      chainId,
      tokens.map(({ symbol, decimals, hubAsset }) => `${symbol} ${decimals} ${hubAsset}`),
    ]),
    [
      [1, 'chain-a', 31_337, ['USDC 6 USDC', 'USDT 6 USDT', 'WETH 18 ETH']],
      [2, 'chain-b', 31_338, ['USDC 6 USDC', 'USDT 6 USDT', 'WETH 18 ETH']],
    ],
  );
  const carol = accounts.find(({ name }) => name === 'carol')!;
  for (const spoke of spokes) {
    const { evm } = walletOn(spoke);
    assert.equal(await evm.getChainId(), spoke.chainId);
    const owner = carol.evmAddress as `0x${string}`;
    assert.ok((await evm.getBalance({ address: owner })) > parseEther('100'));
    for (const { address } of spoke.tokens) {
      const call = {
        address: address as `0x${string}`,
        abi: tokenAbi,
        functionName: 'balanceOf',
        args: [owner],
      } as const;
      assert.ok((await evm.readContract(call)) > 0n);
    }
  }
  for (const { name, address } of accounts) {
    const { data } = (await (await fetch(`${rest}/v1/accounts/${address}`)).json()) as {
      data: { equity: string; exists: boolean };
    };
    if (name === 'carol') assert.equal(data.exists, false);
    else assert.equal(data.equity, '250000', name);
  }
  const { spokes: known } = await hubQuery(rpc, Query.spokes, {});
  const escrows = known.map(({ routes }) =>
    routes
      .map(({ escrow }) => escrow)
      .toSorted()
      .at(-1),
  );
  assert.deepEqual(escrows, ['250000000000', '250000000000']);
});

test('the commands of the first-trade screen work as they stand there', async () => {
  const commands = [...net.output.matchAll(/npm run nave -- (.+)/g)].map(([, command]) => command!.trim());
  assert.equal(commands.length, 5);
  const says = [
    /credited +10000 USDC/,
    /sell 0\.5 ETH-USD at .* filled/,
    /ETH-USD/,
    /executed +\d+\.\d+ USDC paid/,
    /solvent/,
  ];
  for (const [i, command] of commands.entries()) {
    const { code, stdout, stderr } = await net.run(...command.split(' '));
    assert.equal(code, 0, `${command}\n${stdout}${stderr}`);
    assert.match(stdout, says[i]!, command);
  }
});

test('a fresh wallet deposits on one chain, sells ETH-USD and is paid on the other', async (t) => {
  const { creditMs, paidMs } = await moveMoney(1_000, 400);
  t.diagnostic(`credited after ${creditMs} ms, paid after ${paidMs} ms`);
  await until('the hub knows that it is paid', allSettled, LIMIT_MS);
  await checkSolvency();
  paidBefore = await usdcOn(net.contract.spokes[1]!);
});

test('after kill -9 of the starter its hub, chains and relayers end by themselves', async () => {
  const { pids } = net.contract;
  assert.deepEqual(Object.keys(pids).toSorted(), [
    'chain-a',
    'chain-b',
    'hub',
    'localnet',
    ...Array.from({ length: OPERATORS }, (_, i) => `relayer-local-${i}`),
  ]);
  net.child.kill('SIGKILL');
  await net.exited;
  await until('all ended', () => Object.values(pids).filter(isAlive).length === 0);
});

test('the next start goes on with hub and chains, and outvotes a relayer whose endpoints both show forged deposits', async (t) => {
  net = await LocalnetProcess.start(folder.path, '--fault', 'relayer-lies=1');
  assert.match(net.output, /the chain goes on at height \d+/);
  assert.doesNotMatch(net.output, /First deposits/);
  assert.match(net.output, /! relayer-lies=1: forged deposits are voted for; the others outvote them/);
  assert.equal(await usdcOn(net.contract.spokes[1]!), paidBefore);
  await checkSolvency();
  const { creditMs, paidMs } = await moveMoney(500, 300);
  t.diagnostic(`credited after ${creditMs} ms, paid after ${paidMs} ms`);
  await until('the hub knows that it is paid', allSettled, LIMIT_MS);
  await checkSolvency();
  const relayer = readOperatorKeys(folder.path, OPERATORS - 1).relayer.address;
  await until('the liar was outvoted', async () => {
    const { outvoted } = await hubQuery(net.contract.rpc, Query.voter, { spoke: 1, relayer });
    return outvoted > 0;
  });
  await until('the terminal says so', () =>
    net.output.includes('local-3 voted for a forged deposit on spoke 1 and was outvoted'),
  );
  const { spokes } = await hubQuery(net.contract.rpc, Query.spokes, {});
  assert.deepEqual(
    spokes.map(({ state }) => state),
    [1, 1],
    'both spokes are active',
  );
  for (let index = 0; index < OPERATORS; index++) {
    const log = readFileSync(join(folder.path, 'relayers', operatorName(index), 'relayer.log'), 'utf8');
    assert.doesNotMatch(log, /"level":50/, `${operatorName(index)} raised an alarm`);
  }
});

test('SIGTERM ends all of it', async () => {
  const { pids } = net.contract;
  net.child.kill('SIGTERM');
  assert.equal(await net.exited, 0);
  assert.deepEqual(Object.values(pids).filter(isAlive), []);
  assert.equal(net.hasContract, false);
});
