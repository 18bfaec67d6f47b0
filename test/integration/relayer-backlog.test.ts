/** A relayer that is far behind catches up in batches, in order (spec: bridge §3), on a real chain. */
import { deepEqual, equal } from 'node:assert/strict';
import { it } from 'node:test';
import { toHex } from 'viem';
import { testObserver } from '#test/support/relayer-observer.ts';
import { DEPOSITOR, depositCall, startVaultChain } from '#test/support/vault-chain.ts';

/** Events of a constructor with one locker and one token. */
const BORN = 4;
const DEPOSITS = 1_000;
const BATCH = 50;

it(`${DEPOSITS} deposits are voted on in batches of ${BATCH}, in order, and a third voter brings them to quorum`, {
  timeout: 90_000,
}, async () => {
  const chain = await startVaultChain();
  const { anvil, hub, vault, token } = chain;
  try {
    await anvil.request('evm_setAutomine', false);
    const from = DEPOSITOR.address;
    const first = Number(await anvil.request('eth_getTransactionCount', from, 'latest'));
    const sending: Promise<unknown>[] = [];
    for (let i = 1; i <= DEPOSITS; i++) {
      const data = depositCall(token, BigInt(i));
      const tx = { from, to: vault, data, gas: toHex(120_000), nonce: toHex(first + i - 1) };
      sending.push(anvil.request('eth_sendTransaction', tx));
      if (i % BATCH === 0) await Promise.all(sending.splice(0));
    }
    await anvil.mine(12);
    const all = DEPOSITS + BORN;
    for (const validator of [0, 1, 2]) {
      const observer = testObserver(chain, hub.port(validator));
      const outcomes: unknown[] = [];
      for (let voted = 0; voted < all; voted += BATCH) outcomes.push(await observer.step());
      const expected = Array.from({ length: Math.ceil(all / BATCH) }, (_, i) => ({
        kind: 'voted',
        votes: Math.min(BATCH, all - i * BATCH),
      }));
      deepEqual(outcomes, expected);
      equal((await observer.step()).kind, 'idle');
    }
    equal(hub.spoke.eventNonce, BigInt(all), 'all applied, by the fake hub in nonce order');
    const amounts = hub.applied.slice(BORN).map(({ event }) => BigInt(`0x${event.slice(-32)}`));
    deepEqual(
      amounts,
      amounts.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    deepEqual([amounts[0], amounts.at(-1)], [1n, BigInt(DEPOSITS)]);
  } finally {
    await anvil.stop();
  }
});
