/** The compiled vault at the address of the bridge vectors takes their signed calldata as it is. */
import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Hex } from 'viem';
import { pad, toHex } from 'viem';
import type { ColdActionVector } from './bridge-vectors.ts';
import { actions, batches } from './bridge-vectors.ts';
import { EvmChain } from './evm-chain.ts';
import {
  askVault,
  DOMAIN,
  decimalsCode,
  equalOutcome,
  keylessSet,
  placeVault,
  vaultAbi,
  vaultCall,
} from './vector-vault.ts';

/** Slot of `successor 160 | coldNonce 64 | stageGeneration 32`, lowest first (spoke-contracts/README.md). */
const COLD_NONCE_SLOT = toHex(6, { size: 32 });
const MAX_SET_AGE = 14n * 86_400n;

describe('the vault takes what the bridge vectors sign', () => {
  let chain: EvmChain;
  const send = (call: Hex) => chain.send(DOMAIN.vault, call);
  before(async () => {
    chain = await EvmChain.start(vaultAbi);
  });
  after(() => chain.stop());

  it('calls see the time of the last block', () =>
    chain.isolated(async () => {
      await chain.setTime(1_700_000_000n);
      const timestampCode = '0x425f5260205ff3';
      deepEqual(await chain.call(undefined, timestampCode), { ok: true, data: toHex(1_700_000_000, { size: 32 }) });
    }));

  it('domain.json: the placed vault has their domain, and its events start from it', () =>
    chain.isolated(async () => {
      await placeVault(chain, { time: 1_700_000_000n, hot: keylessSet([1n, 1n, 1n, 1n], 'hot') });
      equal(await askVault(chain, 'DOMAIN_SEPARATOR'), DOMAIN.domainSeparator);
      const slot = await chain.rpc('eth_getStorageAt', DOMAIN.vault, toHex(0, { size: 32 }), 'latest');
      equal(await askVault(chain, 'rollingHash'), slot);
      notEqual(slot, DOMAIN.domainSeparator);
    }));

  it('batches.json: signed batches, extreme values included', async () => {
    for (const { name, header, items, quorum, calldata } of batches().batches) {
      await chain.isolated(async () => {
        const notBefore = BigInt(header.notBefore);
        await placeVault(chain, { time: notBefore > 2n ? notBefore : 2n, hot: quorum.set });
        const call = vaultCall('submitWithdrawals', header, items, quorum);
        if (calldata !== undefined) equal(call, calldata, name);
        if (BigInt(header.deadline) < 2n) {
          // its window closed before any chain began: only the signatures can be tried
          equalOutcome(await chain.call(DOMAIN.vault, call), { error: 'BatchExpired' }, name);
          await send(vaultCall('expireSigned', header, items, '1', quorum));
          return;
        }
        // no token is listed here: every item is skipped, after the quorum was checked
        const { logs } = await send(call);
        const skipped = logs.map((log) => BigInt(log.topics[1] ?? 0));
        deepEqual(
          skipped,
          items.map((item) => BigInt(item.id)),
        );
      });
    }
  });

  it('actions.json: rotations signed by the hot set', async () => {
    const { hotSet, rotations } = actions();
    for (const { update, hotHash, coldHash, signers, signatures } of rotations) {
      await chain.isolated(async () => {
        await placeVault(chain, { time: BigInt(update.createdAt), hot: hotSet });
        await send(vaultCall('requestRotation', update, { set: hotSet, signers, signatures }));
        const pending = (await askVault(chain, 'pendingSet')) as { hotHash: Hex; coldHash: Hex };
        deepEqual([pending.hotHash, pending.coldHash], [hotHash, coldHash]);
      });
    }
  });

  /** Places the vault with the action's nonce, at a time when the action is due. */
  async function prepare(action: ColdActionVector, hot: readonly Hex[], cold: readonly Hex[]): Promise<void> {
    const { update, token, decimals } = action.fields;
    const latest = BigInt(action.deadline) < 1_000_000_000n ? BigInt(action.deadline) : 1_000_000_000n;
    const time = update === undefined ? latest : BigInt(update.createdAt) - 20n;
    await placeVault(chain, { time, hot, cold });
    const nonceWord = pad(toHex(BigInt(action.nonce) << 160n), { size: 32 });
    await chain.rpc('anvil_setStorageAt', DOMAIN.vault, COLD_NONCE_SLOT, nonceWord);
    if (token !== undefined) await chain.rpc('anvil_setCode', token, decimalsCode(Number(decimals)));
    // the set of the vault is too old, which is as good as a lock; the update's is not yet
    if (update !== undefined) await chain.setTime(BigInt(update.createdAt) + MAX_SET_AGE - 10n);
  }

  function coldCall(action: ColdActionVector, set: readonly Hex[]): Hex {
    const { nonce, deadline, signers, signatures, fields } = action;
    const auth = { nonce, deadline, quorum: { set, signers, signatures } };
    if (fields.update !== undefined) return vaultCall('emergencyUnlock', fields.update, auth);
    if (fields.ids !== undefined) return vaultCall('cancelWithdrawals', fields.ids, auth);
    return vaultCall('submitAction', action.kind, action.data, auth);
  }

  it('actions.json: cold actions signed by the cold set, each at its nonce', async () => {
    const { hotSet, coldSet, coldActions } = actions();
    let tried = 0;
    for (const action of coldActions) {
      if (BigInt(action.nonce) === (1n << 64n) - 1n) continue; // no vault gets there: hashed in encodings.test.ts
      tried++;
      await chain.isolated(async () => {
        await prepare(action, hotSet, coldSet);
        const call = coldCall(action, coldSet);
        if (action.type === 'SetLocker') {
          // good signatures over rules this vault's two lockers cannot meet or that tighten at once
          const answer = await chain.call(DOMAIN.vault, call);
          equalOutcome(answer, { error: action.fields.active === true ? null : 'BadConfig' }, action.type);
          return;
        }
        const { logs } = await send(call);
        equal(await askVault(chain, 'coldNonce'), BigInt(action.nonce) + 1n, action.type);
        if (action.actionHash === undefined) return;
        equal(logs[0]?.topics[2], action.actionHash, 'staged under its name');
        ok((await askVault(chain, 'stagedAt', action.actionHash)) !== 0n);
      });
    }
    equal(tried, coldActions.length - 1);
  });
});
