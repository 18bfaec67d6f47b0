/** What a predecessor's vault paid is brought into its successor: the submitter and a real forwarder on anvil. */
import { deepEqual, equal } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Address } from 'viem';
import { encodeFunctionData } from 'viem';
import { deployForwarder } from '#src/relayer/deployment/forwarder.ts';
import { mintTestToken } from '#src/relayer/deployment/test-tokens.ts';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import type { TxSender } from '#src/relayer/submitter/tx-sender.ts';
import { balanceOf, settled, testSender, testSubmitter } from '#test/support/relayer-outflow.ts';
import { DEPLOYER, LOCKER, startVaultChain, transact, type VaultChain } from '#test/support/vault-chain.ts';
import { migrationForwarderAbi } from '../../spoke-contracts/abi/migration-forwarder.ts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';

let chain: VaultChain;
let forwarder: Address;
let sender: TxSender;

before(async () => {
  chain = await startVaultChain();
  const by = { source: chain.anvil.rpc, account: DEPLOYER, pollingIntervalMs: 20 };
  forwarder = (await deployForwarder({ ...by, successor: chain.vault })).address;
  sender = testSender(chain);
});
after(() => chain.anvil.stop());

const pay = (amount: bigint) => mintTestToken(chain.anvil.rpc, DEPLOYER, chain.token, forwarder, amount, 20);
const inTransit = (amount: bigint): void => {
  chain.hub.spoke.forwarder = forwarder;
  chain.hub.spoke.routes = [{ token: chain.token, tokenDecimals: 6, inTransit: amount }];
};
const escrow = async (): Promise<bigint> =>
  (await readVault<readonly [bigint, bigint]>(chain.anvil.rpc, chain.vault, 'capacity', [chain.token]))[1];

it('money at the forwarder is forwarded once the hub counts it as in transit, and not before', async () => {
  const submitter = testSubmitter(chain, sender);
  await pay(700n);
  inTransit(0n);
  deepEqual(await submitter.step(), { kind: 'idle' }, 'the hub has not seen the payout');
  inTransit(700n);
  // the hub's record is a new one when it changes
  const fresh = testSubmitter(chain, sender);
  deepEqual(await fresh.step(), { kind: 'sent', job: `forward ${chain.token} 700` });
  equal(await settled(sender), 'mined');
  deepEqual([await escrow(), await balanceOf(chain, forwarder)], [700n, 0n]);
  deepEqual(await fresh.step(), { kind: 'idle' }, 'before the hub knows of the arrival');
  inTransit(0n);
  deepEqual(await testSubmitter(chain, sender).step(), { kind: 'idle' });
});

it('what another relayer forwarded already costs nothing', async () => {
  await pay(50n);
  inTransit(50n);
  const data = encodeFunctionData({ abi: migrationForwarderAbi, functionName: 'forward', args: [chain.token] });
  await transact(chain.anvil, LOCKER.address, forwarder, data);
  const nonce = await chain.anvil.request('eth_getTransactionCount', sender.address, 'latest');
  deepEqual(await testSubmitter(chain, sender).step(), { kind: 'idle' });
  equal(await chain.anvil.request('eth_getTransactionCount', sender.address, 'latest'), nonce);
  equal(await escrow(), 750n);
});

it('a vault whose inflow is locked takes it later', async () => {
  await pay(30n);
  inTransit(30n);
  const lock = encodeFunctionData({ abi: spokeVaultAbi, functionName: 'lock', args: [2] });
  const snapshot = await chain.anvil.request('evm_snapshot');
  await transact(chain.anvil, LOCKER.address, chain.vault, lock);
  const outcome = await testSubmitter(chain, sender).step();
  deepEqual([outcome.kind, outcome.kind === 'failed' && outcome.failure], ['failed', 'paused']);
  await chain.anvil.request('evm_revert', snapshot);
  equal((await testSubmitter(chain, sender).step()).kind, 'sent');
  equal(await settled(sender), 'mined');
  equal(await escrow(), 780n);
});
