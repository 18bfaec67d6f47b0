/** Escrow moves from a vault to its successor: one real chain, a real hub, relayers of the command, a real forwarder. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Address, bytesToHex } from 'viem';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { deployAndRegister } from '#src/relayer/deployment/register-spoke.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import { anvilAccount } from '#test/support/anvil.ts';
import { BridgeNet, DEPOSITOR, FEE } from '#test/support/bridge-net.ts';
import { nameSuccessor } from '#test/support/cold-action.ts';
import { devSpokePlan } from '#test/support/dev-spoke-plan.ts';
import { until } from '#test/support/e2e-cli.ts';
import { TestKey } from '#test/support/signing.ts';

const PAYEE = '0x00000000000000000000000000000000000bea22';
const alice = new TestKey('migration alice');
const USDC = 1_000_000n;
let net: BridgeNet;
let forwarder: Address;

before(async () => {
  net = await BridgeNet.start({ chains: 1 });
});
after(() => net.stop());

/** USDC units of the hub's books, and of what is between the vaults. */
async function books(): Promise<{ escrows: readonly bigint[]; inTransit: bigint }> {
  const { spokes } = await hubQuery(net.rpc, Query.spokes, {});
  const escrows = spokes.map(({ routes }) => BigInt(routes[0]!.escrow));
  return { escrows, inTransit: BigInt(spokes[1]!.routes[0]!.inTransit) };
}
const sum = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
const escrowOf = async (spoke: number): Promise<bigint> => {
  const { anvil, vault, token } = net.chain(spoke);
  return (await readVault<readonly [bigint, bigint]>(anvil.rpc, vault, 'capacity', [token]))[1];
};

it('a successor is deployed with its forwarder and registered while the old vault serves', {
  timeout: 120_000,
}, async () => {
  const { anvil, token } = net.chain(1);
  const done = await deployAndRegister({
    plan: devSpokePlan(2, token, { spoke: { name: 'anvil-1-next', predecessor: 1 } }),
    source: anvil.rpc,
    account: anvilAccount(0),
    code: releasedCode('spoke-vault'),
    client: await net.client(new TestKey('bridge authority')),
    rpc: net.rpc,
    pollingIntervalMs: 10,
  });
  forwarder = done.deployment.forwarder!.address;
  net.chains.push({ spoke: 2, anvil, token, vault: done.deployment.address });
  // three of four are a quorum; each of them serves both vaults of the chain with the same keys
  await Promise.all([0, 1, 2].map((i) => net.startRelayer(i)));
  await net.deposit(1, alice, 300n * USDC);
  await net.finalize();
  await net.credited(alice, 60_000);
  await net.settled([1, 2], 60_000);
  deepEqual((await books()).escrows, [300n * USDC, 0n], 'nothing moves before the old vault names the new one');
});

it('all escrow arrives in the successor, the sum never changes, and the hub stays solvent', {
  timeout: 90_000,
}, async () => {
  const { anvil, vault } = net.chain(1);
  const { hubSalt, hot } = await hubQuery(net.rpc, Query.nextSet, { devnet: true });
  const power = BigInt(bytesToHex(hot[0]!.subarray(20)));
  const cold = net.validators.map((one) => one.cold);
  const ceremony = {
    anvil,
    vault,
    chainId: 31_337,
    hubSalt: bytesToHex(hubSalt),
    from: DEPOSITOR.address,
    cold,
    power,
  };
  await nameSuccessor(ceremony, net.chain(2).vault);

  const { rest } = await net.client(alice);
  let wasInTransit = false;
  await until(
    'the escrow to arrive',
    async () => {
      await anvil.mine();
      const { escrows, inTransit } = await books();
      equal(sum(escrows), 300n * USDC, 'Σ escrow');
      const { data } = await rest.get<{ assets: { difference: string }[] }>('solvency');
      ok(
        data.assets.every(({ difference }) => difference === '0'),
        JSON.stringify(data),
      );
      wasInTransit ||= inTransit === 300n * USDC;
      return escrows[0] === 0n && inTransit === 0n;
    },
    60_000,
  );
  ok(wasInTransit, 'it was seen between the vaults');
  deepEqual([await escrowOf(1), await escrowOf(2)], [0n, 300n * USDC]);
  deepEqual([await net.tokens(1, vault), await net.tokens(2, net.chain(2).vault)], [0n, 300n * USDC]);
  equal(await net.tokens(1, forwarder), 0n);
  const all = { spoke: 0, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 };
  deepEqual((await hubQuery(net.rpc, Query.quarantine, all)).deposits, []);
});

it('a user withdraws from the successor what was deposited in the old vault', { timeout: 60_000 }, async () => {
  await net.withdraw(alice, 2, PAYEE, 100n * USDC);
  await until('payout', async () => (await net.tokens(2, PAYEE)) > 0n, 30_000);
  equal(await net.tokens(2, PAYEE), 100n * USDC - FEE);
  await net.settled();
  await net.requireConserved();
});
