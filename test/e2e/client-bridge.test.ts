/** Deposits and withdrawals of the client: real chains, a hub, four relayers. Spoke 2 pays nothing for some seconds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Address } from 'viem';
import {
  createWalletClient,
  custom,
  encodeFunctionData,
  erc20Abi,
  HttpRequestError,
  http,
  pad,
  parseEther,
  toHex,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { getTransactionCount, readContract } from 'viem/actions';
import type { Withdrawal } from '#src/api/schemas/bridge.ts';
import { deposit } from '#src/client/deposit.ts';
import { DepositError } from '#src/client/deposit-checks.ts';
import { FollowTimeoutError } from '#src/client/follow.ts';
import { followDeposit } from '#src/client/follow-deposit.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { pause } from '#src/client/pause.ts';
import { EvmOutcomeUnknownError } from '#src/client/send-transaction.ts';
import { fromTypedDataAccount } from '#src/client/wallet-signer.ts';
import { findWithdrawal, followWithdrawal, requestWithdrawal } from '#src/client/withdrawals.ts';
import { deploySpoke, planSpoke } from '#src/relayer/deployment/deploy-spoke.ts';
import { connectDeploymentHub } from '#src/relayer/deployment/deployment-hub.ts';
import { registerSpoke } from '#src/relayer/deployment/register-spoke.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import type { SpokeFile } from '#src/relayer/deployment/spoke-file.ts';
import { deployTestToken, mintTestToken } from '#src/relayer/deployment/test-tokens.ts';
import { Anvil, anvilAccount } from '#test/support/anvil.ts';
import { BridgeNet } from '#test/support/bridge-net.ts';
import { devSpokePlan } from '#test/support/dev-spoke-plan.ts';
import { TestKey } from '#test/support/signing.ts';

/** Between two looks at what somebody else will do: a test that asks without rest meets the rate limit. */
const LOOK_MS = 50;
const code = releasedCode('spoke-vault');
const deployer = anvilAccount(0);
const account = privateKeyToAccount(generatePrivateKey());
const quick = { pollingIntervalMs: 20 };
const clients: NaveClient[] = [];
let net: BridgeNet;
let slow: Anvil;
let usdt: Address;
let file: SpokeFile;
let nave: NaveClient;
let mining: NodeJS.Timeout;

const connect = async (): Promise<NaveClient> => {
  const client = await NaveClient.connect({ rest: net.rest, signer: fromTypedDataAccount(account, 31_337) });
  clients.push(client);
  return client;
};
const walletOn = (url: string, from = account) =>
  createWalletClient({ account: from, transport: http(url), pollingInterval: 20 });
const wallet = (spoke = 1) => walletOn(net.chain(spoke).anvil.url);
const balanceOf = (spoke: number, token: Address, owner: Address): Promise<bigint> =>
  readContract(wallet(spoke), { address: token, abi: erc20Abi, functionName: 'balanceOf', args: [owner] });
const register = async (routes: boolean) => {
  const messages = routes ? file.messages : file.messages.slice(0, 1);
  const client = await net.client(new TestKey('bridge authority'));
  return registerSpoke({ file: { ...file, messages }, client, rpc: net.rpc, source: slow.rpc, code });
};

before(async () => {
  net = await BridgeNet.start({ chains: 1 });
  const { anvil, token } = net.chain(1);
  slow = await Anvil.start({ chainId: 31_338 });
  for (const chain of [anvil, slow]) await chain.request('anvil_setBalance', account.address, toHex(parseEther('10')));
  usdt = await deployTestToken('test-usdt', slow.rpc, deployer, 10);
  await mintTestToken(anvil.rpc, deployer, token, account.address, 1_000_000_000n, 10);
  await mintTestToken(slow.rpc, deployer, usdt, account.address, 1_000_000_000n, 10);
  const amounts = {
    usdPrice: '1',
    minDeposit: '1',
    depositCap: '500',
    cap: '400',
    rate: '1',
    instantMax: '400',
    feeFloor: '0.1',
  };
  const plan = devSpokePlan(2, usdt, {
    spoke: { name: 'slow', shortDelayMs: 6_000, longDelayMs: 6_000, aggregateCap: '1000000' },
    token: { permit: false, ...amounts },
  });
  file = await planSpoke(plan, await connectDeploymentHub(net.rpc), slow.rpc, code);
  await deploySpoke({ file, source: slow.rpc, account: deployer, code, pollingIntervalMs: 10 });
  await register(false);
  net.chains.push({ spoke: 2, anvil: slow, token: usdt, vault: file.vault });
  await net.startRelayers();
  // A chain goes on: blocks become final without anybody waiting for it.
  mining = setInterval(() => void net.finalize().catch(() => undefined), 300);
  nave = await connect();
  await net.settled();
});

after(async () => {
  clearInterval(mining);
  for (const client of clients) client.close();
  await net.stop();
});

test('a wallet deposits by approval and by permit, and its typed data pays it out again', {
  timeout: 60_000,
}, async () => {
  const { token, vault } = net.chain(1);
  const steps: string[] = [];
  const first = await deposit(
    nave,
    wallet(),
    { spoke: 1, asset: 'USDC', amount: '100' },
    {
      ...quick,
      onStep: ({ step }) => steps.push(step),
    },
  );
  const allowance = {
    address: token,
    abi: erc20Abi,
    functionName: 'allowance',
    args: [account.address, vault],
  } as const;
  assert.equal(await readContract(wallet(), allowance), 0n, 'nothing stays allowed');
  const frames: string[] = [];
  const feed = nave.subscribe(
    { channel: 'bridge', account: nave.owner },
    {
      onFrame: ({ type, data }) => {
        if (type === 'update') frames.push(...(data as { event: string }[]).map(({ event }) => event));
      },
    },
  );
  const seen: (string | undefined)[] = [];
  const credited = await followDeposit(nave, first, { onChange: (row) => seen.push(row?.state) });
  assert.deepEqual([credited.state, credited.amount, credited.account], ['credited', '100', nave.owner]);
  assert.deepEqual([seen.at(-1), new Set(seen).size], ['credited', seen.length]);
  const second = await deposit(
    nave,
    wallet(),
    { spoke: 1, asset: 'USDC', amount: '20.5' },
    {
      ...quick,
      permit: true,
      onStep: ({ step }) => steps.push(step),
    },
  );
  assert.deepEqual(steps, ['approving', 'depositing', 'permit_signed', 'depositing']);
  await followDeposit(nave, second);
  while (!frames.includes('DepositChanged')) await pause(LOOK_MS);
  feed.close();

  const before = await balanceOf(1, token, account.address);
  const { withdrawal, result } = await requestWithdrawal(nave, {
    ...{ spoke: 1, asset: 'USDC', amount: '60', to: account.address },
  });
  assert.deepEqual([result.code, withdrawal!.id, withdrawal!.fee], [0, '1-1', '0.1']);
  const states: string[] = [];
  const paid = await followWithdrawal(nave, '1-1', { onChange: (row) => states.push(row!.state) });
  assert.deepEqual([paid.state, paid.received], ['executed', '59.9']);
  assert.equal(await balanceOf(1, token, account.address), before + 59_900_000n);
  const rest = await requestWithdrawal(nave, { spoke: 1, asset: 'USDC', amount: 'max', to: account.address });
  assert.equal(rest.withdrawal!.amount, '60.5', 'all that is there');
  await assert.rejects(requestWithdrawal(nave, { spoke: 1, asset: 'USDC', amount: 'max', to: account.address }), {
    code: 3012,
  });
  await followWithdrawal(nave, rest.withdrawal!.id);
});

test('an answer lost on the way to the wallet loses no money and repeats nothing', { timeout: 60_000 }, async () => {
  const { url } = net.chain(1).anvil;
  const steps: string[] = [];
  const input = { spoke: 1, asset: 'USDC', amount: '3' };
  const onStep = ({ step }: { step: string }) => steps.push(step);
  const through = (lost: readonly string[]) => {
    const rpc = http(url)({ retryCount: 0 });
    const request = async (call: { method: string; params?: unknown }): Promise<unknown> => {
      const answer = await rpc.request(call as never);
      if (lost.includes(call.method)) throw new HttpRequestError({ url, details: 'the answer is lost' });
      return answer;
    };
    return createWalletClient({ account, transport: custom({ request }, { retryCount: 0 }), pollingInterval: 20 });
  };
  const sent = await deposit(nave, through(['eth_sendRawTransaction']), input, { ...quick, onStep });
  assert.deepEqual(steps, ['approving', 'depositing']);
  assert.equal((await followDeposit(nave, sent)).state, 'credited');
  const silent = through(['eth_sendRawTransaction', 'eth_getTransactionByHash']);
  const before = await getTransactionCount(wallet(), { address: account.address });
  await assert.rejects(deposit(nave, silent, input, quick), (error) => {
    assert.ok(error instanceof EvmOutcomeUnknownError);
    return /^0x[0-9a-f]{64}$/.test(error.txHash);
  });
  assert.equal(await getTransactionCount(wallet(), { address: account.address }), before + 1, 'the approval, once');
});

test('what is not credited comes back: quarantined without a route, refunded when there is one', {
  timeout: 60_000,
}, async () => {
  const vaultAbi = (await import('../../spoke-contracts/abi/spoke-vault.ts')).spokeVaultAbi;
  await assert.rejects(deposit(nave, wallet(2), { spoke: 2, asset: 'USDC', amount: '10' }, quick), {
    message: 'spoke 2 takes no USDC; it takes nothing yet',
  });
  // Somebody who does not use this client sends it all the same.
  const approve = { address: usdt, abi: erc20Abi, functionName: 'approve', args: [file.vault, 10_000_000n] } as const;
  await wallet(2).sendTransaction({ to: usdt, data: encodeFunctionData(approve), chain: null });
  const hubAccount = pad(account.address);
  const call = { abi: vaultAbi, functionName: 'deposit', args: [usdt, hubAccount, 10_000_000n] } as const;
  await wallet(2).sendTransaction({ to: file.vault, data: encodeFunctionData(call), chain: null });
  const id = '2-5';
  const lost = await followDeposit(nave, { id, account: nave.owner });
  assert.deepEqual([lost.state, lost.reason, lost.asset], ['quarantined', 'unknown_token', null]);
  const authority = await net.client(new TestKey('bridge authority'));
  await assert.rejects(authority.refundDeposit(id), { code: 6015 });
  const done = await register(true);
  assert.deepEqual([done.isNew, done.routes], [false, ['USDC']]);
  const before = await balanceOf(2, usdt, account.address);
  const { code: refused } = await authority.refundDeposit(id);
  assert.equal(refused, 0, 'anybody may');
  while ((await balanceOf(2, usdt, account.address)) === before) await pause(LOOK_MS);
  assert.equal(await balanceOf(2, usdt, account.address), before + 9_900_000n, 'less the floor fee');
});

test('a token that returns nothing, and whose allowance must be cleared first, is deposited', {
  timeout: 60_000,
}, async () => {
  const approve = { abi: erc20Abi, functionName: 'approve', args: [file.vault, 1n] } as const;
  await wallet(2).sendTransaction({ to: usdt, data: encodeFunctionData(approve), chain: null });
  const steps: string[] = [];
  const sent = await deposit(
    nave,
    wallet(2),
    { spoke: 2, asset: 'USDC', amount: '50' },
    {
      ...quick,
      onStep: ({ step }) => steps.push(step),
    },
  );
  assert.deepEqual(steps, ['approving', 'approving', 'depositing']);
  assert.equal((await followDeposit(nave, sent)).state, 'credited');
});

test('a withdrawal is taken back while it waits, and not afterwards', { timeout: 60_000 }, async () => {
  const input = { spoke: 2, asset: 'USDC', amount: '10', to: account.address };
  const { withdrawal } = await requestWithdrawal(nave, input);
  const { id, cancellable } = withdrawal!;
  assert.equal(cancellable, true);
  await assert.rejects(followWithdrawal(nave, id, { timeoutMs: 1 }), (error) => {
    assert.ok(error instanceof FollowTimeoutError);
    return ['requested', 'delayed'].includes((error.last as Withdrawal).state);
  });
  await nave.cancelWithdrawal(id);
  const over = await followWithdrawal(nave, id);
  assert.deepEqual([over.state, over.cancellable], ['refunded', false]);
  await assert.rejects(nave.cancelWithdrawal(id), { code: 6009 });
  assert.equal(await findWithdrawal(nave, '2-999'), undefined);
});

test('every reason why a deposit would be lost or fail is said before anything is sent', {
  timeout: 60_000,
}, async () => {
  const counts = () => Promise.all([1, 2].map((id) => getTransactionCount(wallet(id), { address: account.address })));
  const sent = await counts();
  const { anvil, vault } = net.chain(1);
  const refused = (more: object, message: RegExp, options: object = {}, from = wallet()) =>
    assert.rejects(
      deposit(nave, from, { spoke: 1, asset: 'USDC', amount: '5', ...more }, { ...quick, ...options }),
      (error: Error) => error instanceof DepositError && message.test(error.message),
    );
  await refused({ spoke: 9 }, /^no spoke 9; there is 1 \(anvil-1\), 2 \(slow\)$/);
  await refused({ asset: 'DOGE' }, /^spoke 1 takes no DOGE; it takes USDC$/);
  await refused({ to: 'nave1x' }, /nave1x is neither nave1… nor 0x…/);
  await refused({ amount: '0' }, /^0 is no amount of USDC with at most 6 decimal places$/);
  await refused({ amount: '1.0000001' }, /at most 6 decimal places/);
  await refused({ amount: '-1' }, /^-1 is no amount/);
  const onSlow = wallet(2);
  await refused({ spoke: 2, amount: '0.5' }, /^0\.5 is below the least deposit of 1 USDC$/, {}, onSlow);
  await refused({ spoke: 2, amount: '600' }, /^the vault has room for 4\d\d.* USDC only; deposit less/, {}, onSlow);
  await refused({ amount: '999999' }, /has .* USDC on chain 31337, not 999999$/);
  await refused({ spoke: 2 }, /^the vault takes no permit for USDC; deposit without it$/, { permit: true }, onSlow);
  const same = await Anvil.start();
  try {
    await refused({}, /^spoke 1 \(anvil-1\) is on chain 31337, the wallet on 31338; switch it$/, {}, onSlow);
    await refused({}, /^no contract at 0x.*: is the RPC of the right chain\?$/, {}, walletOn(same.url));
    await same.request('anvil_setCode', vault, '0x6001');
    await refused({}, /is not that of a released vault; nothing was sent$/, {}, walletOn(same.url));
    // The code of a real vault that was never told it is ours: its immutables are of another hub.
    const theirs = (await anvil.request('eth_getCode', vault, 'latest')) as string;
    const separator = (await anvil.request('eth_call', { to: vault, data: '0x3644e515' }, 'latest')) as string;
    await same.request('anvil_setCode', vault, theirs.replaceAll(separator.slice(2), '77'.repeat(32)));
    await refused({}, /belongs to another hub; nothing was sent$/, {}, walletOn(same.url));
  } finally {
    await same.stop();
  }
  const lock = encodeFunctionData({
    abi: [
      {
        type: 'function',
        name: 'lock',
        stateMutability: 'nonpayable',
        inputs: [{ name: 's', type: 'uint8' }],
        outputs: [],
      },
    ],
    args: [2],
  });
  const locker = walletOn(slow.url, anvilAccount(9) as never);
  await locker.sendTransaction({ to: file.vault, data: lock, chain: null });
  await refused({ spoke: 2 }, /^deposits of spoke 2 are locked; try another spoke$/, {}, onSlow);
  assert.deepEqual(await counts(), sent, 'nothing was sent');
});
