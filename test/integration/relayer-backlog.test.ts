/** A relayer that is far behind catches up in batches, in order (spec: bridge §3, §5), on a real chain. */
import { deepEqual, equal } from 'node:assert/strict';
import { it } from 'node:test';
import {
  type Address,
  concat,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  maxUint256,
  numberToHex,
  pad,
  toHex,
} from 'viem';
import { testObserver } from '#test/support/relayer-observer.ts';
import { DEPOSITOR, depositCall, startVaultChain, transact, type VaultChain } from '#test/support/vault-chain.ts';
import { testUSDCAbi } from '../../spoke-contracts/abi/test-usdc.ts';

/** Events of a constructor with one locker and one token. */
const BORN = 4;
const ALONE = 1_000;
const TOGETHER = 9_000;
/** Deposits of one transaction. */
const MANY = 150;
const BATCH = 50;

it(`${ALONE + TOGETHER} deposits are voted on in batches of ${BATCH}, in order, and a third voter brings them to quorum`, {
  timeout: 180_000,
}, async () => {
  const chain = await startVaultChain();
  const { anvil, hub } = chain;
  try {
    await depositAlone(chain, 1, ALONE);
    await depositTogether(chain, ALONE + 1, TOGETHER);
    await anvil.mine(3);
    const all = ALONE + TOGETHER + BORN;
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
    const amounts = hub.applied.slice(BORN).map(({ event }) => Number(`0x${event.slice(-32)}`));
    deepEqual(
      amounts,
      Array.from({ length: ALONE + TOGETHER }, (_, i) => i + 1),
    );
  } finally {
    await anvil.stop();
  }
});

/** A transaction for each deposit, of amounts from `first` on. */
async function depositAlone({ anvil, vault, token }: VaultChain, first: number, count: number): Promise<void> {
  await anvil.request('evm_setAutomine', false);
  const from = DEPOSITOR.address;
  const nonce = Number(await anvil.request('eth_getTransactionCount', from, 'latest'));
  const sending: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const data = depositCall(token, BigInt(first + i));
    const tx = { from, to: vault, data, gas: toHex(120_000), nonce: toHex(nonce + i) };
    sending.push(anvil.request('eth_sendTransaction', tx));
    if (i % BATCH === 0) await Promise.all(sending.splice(0));
  }
  await Promise.all(sending);
  await anvil.mine(12);
  await anvil.request('evm_setAutomine', true);
}

const REPEATER: Address = '0x00000000000000000000000000000000000beef1';
/**
 * Takes target ‖ first ‖ count ‖ 100 bytes of call data and makes the call `count` times, its last word counting up from
 * `first`:
 *
 *   calldatacopy(0, 96, 100)
 *   for i = 0; i != count; i++ { mstore(68, first + i); if !call(gas, target, 0, 0, 100, 0, 0) revert }
 */
const REPEATER_CODE: Hex =
  '0x6064606060003760005b80604035146033578060203501604452600060006064600060006000355af1156035576001016009565b005b60006000fd';

/** Many deposits in each transaction, of amounts from `first` on. */
async function depositTogether({ anvil, vault, token }: VaultChain, first: number, count: number): Promise<void> {
  const mint = { abi: testUSDCAbi, functionName: 'mint', args: [REPEATER, 10n ** 12n] } as const;
  await transact(anvil, DEPOSITOR.address, token, encodeFunctionData(mint));
  await anvil.request('anvil_setBalance', REPEATER, toHex(10n ** 18n));
  await anvil.request('anvil_impersonateAccount', REPEATER);
  const approve = { abi: erc20Abi, functionName: 'approve', args: [vault, maxUint256] } as const;
  await transact(anvil, REPEATER, token, encodeFunctionData(approve));
  await anvil.request('anvil_setCode', REPEATER, REPEATER_CODE);
  for (let done = 0; done < count; done += MANY) {
    const words = [BigInt(first + done), BigInt(Math.min(MANY, count - done))].map((word) =>
      numberToHex(word, { size: 32 }),
    );
    await transact(anvil, DEPOSITOR.address, REPEATER, concat([pad(vault), ...words, depositCall(token, 0n)]));
  }
}
