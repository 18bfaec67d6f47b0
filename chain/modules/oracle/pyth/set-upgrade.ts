import { compareBytes } from '../../../lib/bytes.ts';
import type { Crypto } from '../../../lib/hash.ts';
import { Cursor } from './cursor.ts';
import { require } from './reasons.ts';
import { isEmitter, type SignerNamespace, verifySignatures } from './signer-sets.ts';
import { parseVaa } from './vaa.ts';
import { getLiveSet, type SignerLookup } from './verify.ts';

export interface SetUpgrade {
  readonly index: number;
  /** 1..32 distinct addresses of 20 bytes. */
  readonly keys: readonly Uint8Array[];
}

/** "Core", left-padded with zeros to 32 bytes: the governance module of Wormhole's core bridge. */
const CORE_MODULE = new Uint8Array(32);
CORE_MODULE.set([0x43, 0x6f, 0x72, 0x65], 28);
const ACTION_UPGRADE = 2;
const ANY_CHAIN = 0;
const MAX_KEYS = 32;

/**
 * Verifies a set-upgrade VAA: signed by the set `currentIndex` of the namespace, sent by its governance emitter, index
 * current + 1 (spec: oracle §2). Throws PythError.
 */
export function verifySetUpgrade(
  crypto: Crypto,
  bytes: Uint8Array,
  namespace: SignerNamespace,
  currentIndex: number,
  signers: SignerLookup,
  nowMs: number,
): SetUpgrade {
  const vaa = parseVaa(bytes);
  // The header's set index is unsigned; a VAA of another set than the current one is either old or from nowhere.
  require(vaa.setIndex === currentIndex, 'upgrade_index');
  const set = getLiveSet(signers, namespace.name, currentIndex, nowMs);
  verifySignatures(crypto, vaa, namespace.quorumRule, set);
  require(isEmitter(vaa, namespace.governanceEmitter), 'emitter');
  const upgrade = parseUpgrade(vaa.payload);
  require(upgrade.index === currentIndex + 1, 'upgrade_index');
  return upgrade;
}

function parseUpgrade(payload: Uint8Array): SetUpgrade {
  const cursor = new Cursor(payload, 'payload');
  require(compareBytes(cursor.take(32), CORE_MODULE) === 0, 'upgrade_module');
  require(cursor.u8() === ACTION_UPGRADE, 'upgrade_action');
  require(cursor.u16() === ANY_CHAIN, 'upgrade_chain');
  const index = cursor.u32();
  const count = cursor.u8();
  require(count >= 1 && count <= MAX_KEYS, 'upgrade_keys');
  const keys = Array.from({ length: count }, () => cursor.take(20).slice());
  require(cursor.remaining === 0, 'trailing_bytes');
  const sorted = [...keys].sort(compareBytes);
  require(sorted.every(
    (key, i) => key.some((byte) => byte !== 0) && (i === 0 || compareBytes(sorted[i - 1]!, key) !== 0),
  ), 'upgrade_keys');
  return { index, keys };
}
