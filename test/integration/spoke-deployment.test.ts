/** Vaults planned, deployed and registered: a real EVM chain, a whole hub node. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { bytesToHex, keccak256, pad, slice, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { readContract } from 'viem/actions';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { deploySpoke, planSpoke } from '#src/relayer/deployment/deploy-spoke.ts';
import { connectDeploymentHub } from '#src/relayer/deployment/deployment-hub.ts';
import { deployForwarder, forwarderAddress } from '#src/relayer/deployment/forwarder.ts';
import { deployAndRegister, registerSpoke } from '#src/relayer/deployment/register-spoke.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import { checkSpoke } from '#src/relayer/deployment/spoke-check.ts';
import type { SpokeFile } from '#src/relayer/deployment/spoke-file.ts';
import type { SpokePlan } from '#src/relayer/deployment/spoke-plan.ts';
import { deployTestToken, mintTestToken } from '#src/relayer/deployment/test-tokens.ts';
import { viemClient } from '#src/relayer/rpc/viem-client.ts';
import { Anvil, anvilAccount } from '#test/support/anvil.ts';
import { type BridgeNode, hexKey, startBridgeNode } from '#test/support/bridge-node.ts';
import { devSpokePlan } from '#test/support/dev-spoke-plan.ts';
import { TestKey } from '#test/support/signing.ts';
import { migrationForwarderAbi } from '../../spoke-contracts/abi/migration-forwarder.ts';

const code = releasedCode('spoke-vault');
const account = anvilAccount(0);
const quick = { code, account, pollingIntervalMs: 20 };
let anvil: Anvil;
let hub: BridgeNode;
let file: SpokeFile;

const plan = (token: `0x${string}`): SpokePlan =>
  devSpokePlan(1, token, {
    spoke: { name: 'anvil-a', normalLagMs: 60_000, nativeAsset: 'ETH' },
    token: { depositCap: '10000000', rate: '100', instantMax: '10000', dispute: 5 },
  });

const check = async (spoke: number, source = anvil.rpc) =>
  checkSpoke({ hub: await connectDeploymentHub(hub.rpc), source, spoke });

before(async () => {
  [anvil, hub] = await Promise.all([Anvil.start(), startBridgeNode()]);
});
after(async () => {
  await anvil.stop();
  await hub.stop();
});

it('a vault is deployed, registered with its routes, and found by whoever runs it again', async () => {
  const token = await deployTestToken('test-usdc', anvil.rpc, account, 20);
  equal(await deployTestToken('test-usdc', anvil.rpc, anvilAccount(3), 20), token);
  await mintTestToken(anvil.rpc, account, token, account.address, 5n, 20);
  const client = await hub.client(hub.authority);
  const planned: SpokeFile[] = [];
  const done = await deployAndRegister({
    ...quick,
    plan: plan(token),
    source: anvil.rpc,
    client,
    rpc: hub.rpc,
    onPlanned: (one) => planned.push(one),
  });
  file = done.file;
  deepEqual(planned, [file]);
  ok(done.deployment.txHash);
  deepEqual([done.registration.isNew, done.registration.routes], [true, ['USDC']]);
  const { spokes } = await hubQuery(hub.rpc, Query.spokes, {});
  equal(spokes.length, 1);
  equal(`0x${Buffer.from(spokes[0]!.vault).toString('hex')}`, file.vault.toLowerCase());
  equal(spokes[0]!.routes[0]!.feeFloor, '100000');

  const again = await deployAndRegister({ ...quick, plan: file, source: anvil.rpc, client, rpc: hub.rpc });
  equal(again.deployment.txHash, undefined);
  equal(again.deployment.address, file.vault);
  deepEqual(again.registration, { isNew: false, routes: [] });

  const stranger = privateKeyToAccount(hexKey(new TestKey('stranger')));
  const found = await deploySpoke({
    ...quick,
    account: stranger,
    source: anvil.rpc,
    file: JSON.parse(JSON.stringify(file)),
  });
  deepEqual([found.address, found.txHash], [file.vault, undefined]);
});

it('what does not fit is refused before anything is sent, with what to do', async () => {
  const token = await deployTestToken('test-usdc', anvil.rpc, account, 20);
  const at = await connectDeploymentHub(hub.rpc);
  const refused = (changed: SpokePlan, message: RegExp) =>
    rejects(planSpoke(changed, at, anvil.rpc, code), { message });
  const base = plan(token);
  const withToken = (more: object): SpokePlan => ({ ...base, tokens: [{ ...base.tokens[0]!, ...more }] });
  await refused(withToken({ asset: 'DOGE' }), /plan\.tokens\[0\]\.asset: the hub has no asset DOGE/);
  await refused(withToken({ token: account.address }), /plan\.tokens\[0\]\.token: no contract at/);
  await refused(withToken({ token: file.vault }), /plan\.tokens\[0\]\.token: .* does not say its decimals/);
  await refused(withToken({ cap: '0.0000001' }), /plan\.tokens\[0\]\.cap: 0\.0000001 is no amount with at most 6/);
  await refused({ ...base, aggregateCap: '1.0000001' }, /plan\.aggregateCap/);

  const client = await hub.client(hub.authority);
  const other = await planSpoke({ ...base, name: 'other', instance: 1 }, at, anvil.rpc, code);
  const registration = { client, rpc: hub.rpc, source: anvil.rpc, code };
  await rejects(registerSpoke({ ...registration, file: other }), { name: 'DeployError', message: /code 0x/ });
  await deploySpoke({ ...quick, source: anvil.rpc, file: other });
  await rejects(registerSpoke({ ...registration, file: other }), { message: /spoke 1 is anvil-a with the vault/ });

  const notAuthority = await hub.client(hub.validators[0]!.operator);
  const second = await planSpoke({ ...base, id: 2, instance: 2 }, at, anvil.rpc, code);
  await deploySpoke({ ...quick, source: anvil.rpc, file: second });
  await rejects(registerSpoke({ ...registration, client: notAuthority, file: second }), { code: 5032 });

  // The other way round than the hub gives them: sorted rules aside, it is not the hub's set.
  const { messages } = second;
  const [first, ...routes] = messages as [{ spoke: string } & (typeof messages)[0], ...typeof messages];
  const changed = {
    ...second,
    messages: [{ ...first, spoke: first.spoke.replace(/"totalPower":"40"/, '"totalPower":"41"') }, ...routes],
  } as SpokeFile;
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: changed }), {
    message: /code and configuration give/,
  });
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: { ...second, chainId: 5 } }), { name: 'PlanError' });
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: {} as SpokeFile }), {
    message: /^file\.version: missing/,
  });
  const poor = privateKeyToAccount(hexKey(new TestKey('poor')));
  const third = await planSpoke({ ...base, id: 3, instance: 3 }, at, anvil.rpc, code);
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: third, account: poor }), (error: Error) => {
    match(error.message, /cannot pay the gas/);
    return true;
  });
  const unsound = await planSpoke({ ...base, id: 4, instance: 4, lockThreshold: 3 }, at, anvil.rpc, code);
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: unsound }), { message: /the constructor reverts/ });
});

it('a successor comes with its forwarder, which the hub records and anybody finds again', async () => {
  const token = await deployTestToken('test-usdc', anvil.rpc, account, 20);
  const client = await hub.client(hub.authority);
  const next: SpokePlan = { ...plan(token), id: 5, name: 'anvil-a-2', predecessor: 1 };
  const at = await connectDeploymentHub(hub.rpc);
  const alone = await planSpoke(next, at, anvil.rpc, code);
  await rejects(deployForwarder({ source: anvil.rpc, account, successor: alone.vault }), { message: /comes after it/ });

  const by = { ...quick, source: anvil.rpc, client, rpc: hub.rpc };
  const { file: made, deployment } = await deployAndRegister({ ...by, plan: next });
  const forwarder = forwarderAddress(made.vault);
  deepEqual([deployment.forwarder?.address, deployment.forwarder?.txHash !== undefined], [forwarder, true]);
  const contract = { address: forwarder, abi: migrationForwarderAbi } as const;
  const evm = viemClient(anvil.rpc);
  equal(await readContract(evm, { ...contract, functionName: 'successor' }), made.vault);
  const tag = keccak256(toHex('NaveSpoke.Migration'));
  equal(await readContract(evm, { ...contract, functionName: 'hubAccount' }), pad(slice(tag, 12)));
  const { spokes } = await hubQuery(hub.rpc, Query.spokes, {});
  const info = spokes.find(({ spoke }) => spoke === 5)!;
  deepEqual([info.predecessor, bytesToHex(info.forwarder)], [1, forwarder.toLowerCase()]);

  const again = await deployAndRegister({ ...by, plan: made });
  deepEqual([again.deployment.forwarder, again.registration.isNew], [{ address: forwarder }, false]);
  await rejects(planSpoke({ ...next, id: 6 }, at, anvil.rpc, code), { message: /spoke 5 succeeds 1 already/ });
  const [first, ...routes] = made.messages as [{ spoke: string } & SpokeFile['messages'][0], ...SpokeFile['messages']];
  const spoke = first.spoke.replace(forwarder, account.address);
  const stolen = { ...made, messages: [{ ...first, spoke }, ...routes] } as SpokeFile;
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: stolen }), { message: /names the forwarder 0xf39F/ });
  await rejects(registerSpoke({ ...by, file: stolen }), { message: /names the forwarder 0xf39F/ });
  await anvil.request('anvil_setCode', forwarder, '0x6000');
  await rejects(deploySpoke({ ...quick, source: anvil.rpc, file: made }), { name: 'DeployError', message: /code 0x/ });
});

it('a vault is compared with what the hub counts, and what differs is named', async () => {
  const { faults, tokens, state, vaultNonce, hubNonce, vaultEpoch, hubEpoch, vault } = await check(1);
  deepEqual(faults, []);
  deepEqual([state, vaultEpoch, hubEpoch, vault], ['paused', 1n, 1n, file.vault]);
  // one locker, one token, the aggregate limit and the set: nobody has attested them yet
  deepEqual([vaultNonce, hubNonce], [4n, 0n]);
  deepEqual(
    tokens.map(({ asset, hubEscrow, vaultEscrow, balance }) => [asset, hubEscrow, vaultEscrow, balance]),
    [['USDC', 0n, 0n, 0n]],
  );
  await rejects(check(9), { message: 'the hub has no spoke 9; it has 1 (anvil-a), 5 (anvil-a-2)' });
  const other = await Anvil.start({ chainId: 31_338 });
  try {
    deepEqual((await check(1, other.rpc)).faults, ['the RPC is of chain 31338, the spoke is on 31337']);
    const again = await Anvil.start();
    try {
      deepEqual((await check(1, again.rpc)).faults, [`${file.vault}: no contract is there`]);
      await again.request('anvil_setCode', file.vault, '0x6000');
      deepEqual((await check(1, again.rpc)).faults, [`${file.vault}: the code is not that of this release`]);
    } finally {
      await again.stop();
    }
  } finally {
    await other.stop();
  }
});
