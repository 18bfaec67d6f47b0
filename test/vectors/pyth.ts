import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { type Crypto, nobleCrypto } from '#chain/lib/hash.ts';
import { parseFraming } from '#chain/modules/oracle/pyth/framing.ts';
import { PythError, type PythReason } from '#chain/modules/oracle/pyth/reasons.ts';
import { verifySetUpgrade } from '#chain/modules/oracle/pyth/set-upgrade.ts';
import type { Emitter, QuorumRule, SignerNamespace } from '#chain/modules/oracle/pyth/signer-sets.ts';
import { type SignerLookup, verifyUpdate } from '#chain/modules/oracle/pyth/verify.ts';

export interface VectorResult {
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly got: string;
}

interface JsonEmitter {
  readonly chain: number;
  readonly address: string;
}
interface JsonSet {
  readonly index: number;
  readonly addresses: readonly string[];
}
interface JsonNamespace {
  readonly quorumRule: 'half' | 'two-third';
  readonly priceEmitter: JsonEmitter;
  readonly governanceEmitter: JsonEmitter;
  readonly sets: readonly JsonSet[];
}
interface JsonPrice {
  readonly feedId: string;
  readonly price: string;
  readonly conf: string;
  readonly expo: number;
  readonly publishTime: string;
  readonly prevPublishTime: string;
  readonly emaPrice: string;
  readonly emaConf: string;
  readonly slot: string;
}
/** The union of the fields of the files; each file says which it has. */
interface JsonVector {
  readonly name: string;
  readonly namespace: string;
  readonly updateHex: string;
  readonly vaaHex?: string;
  readonly expect?: 'accept' | 'reject';
  readonly expectError?: string;
  readonly expected?: readonly JsonPrice[];
  readonly verifierResult?: string;
  readonly recommendedHub?: string;
  readonly quorumRule?: 'half' | 'two-third';
  readonly acceptedEmitters?: readonly JsonEmitter[];
  readonly guardianSet?: JsonSet;
  readonly verifyAgainstSetIndex?: number;
  readonly verifyAgainstSet?: number;
  readonly signedBySet?: number;
  readonly hubState?: { readonly currentIndex: number };
  readonly newIndex?: number;
  readonly newAddresses?: readonly string[];
}
interface JsonTestSigned {
  readonly quorumRule: 'half' | 'two-third';
  readonly emitter: JsonEmitter;
  readonly guardianSet: JsonSet;
  readonly vectors: readonly JsonVector[];
  readonly sequence: { readonly updates: readonly { readonly t: number; readonly updateHex: string }[] };
}

const DATA = fileURLToPath(new URL('./data/pyth', import.meta.url));

/** Which of our reasons a code of the vectors may show as: two of ours may share one of theirs. */
const REASONS: Readonly<Record<string, readonly PythReason[]>> = {
  ERR_MAGIC: ['magic'],
  ERR_VERSION: ['version'],
  ERR_UPDATE_TYPE: ['update_type'],
  ERR_UPDATE_TRUNCATED: ['truncated'],
  ERR_TRAILING_BYTES: ['trailing_bytes'],
  ERR_VAA_VERSION: ['vaa_version'],
  ERR_VAA_TRUNCATED: ['vaa_truncated'],
  ERR_GUARDIAN_SET: ['set_unknown'],
  ERR_VAA_QUORUM: ['quorum'],
  ERR_VAA_SIG_ORDER: ['signature_order'],
  ERR_VAA_SIG_INDEX: ['signature_index'],
  ERR_VAA_SIGNATURE: ['signature', 'signature_count'],
  ERR_EMITTER: ['emitter'],
  ERR_PAYLOAD: ['payload'],
  ERR_NO_UPDATES: ['no_updates'],
  ERR_MERKLE_PROOF: ['proof'],
  ERR_MESSAGE_TYPE: ['message_type'],
  ERR_MESSAGE_TRUNCATED: ['message_truncated'],
  ERR_GOV_SET_INDEX: ['upgrade_index'],
};

const toRule = (rule: 'half' | 'two-third'): QuorumRule => (rule === 'half' ? 'half' : 'two_third');
const toEmitter = (json: JsonEmitter): Emitter => ({ chain: json.chain, address: fromHex(json.address) });

/** The signer sets of guardian-sets.json and test-signed.json, as the verifier takes them. */
export class VectorSigners {
  private readonly namespaces = new Map<string, SignerNamespace>();
  private readonly sets = new Map<string, readonly Uint8Array[]>();

  constructor(namespaces: Readonly<Record<string, JsonNamespace>>) {
    for (const [name, json] of Object.entries(namespaces)) this.add(name, json);
  }

  add(name: string, json: JsonNamespace): void {
    this.namespaces.set(name, {
      name,
      quorumRule: toRule(json.quorumRule),
      priceEmitter: toEmitter(json.priceEmitter),
      governanceEmitter: toEmitter(json.governanceEmitter),
    });
    for (const set of json.sets) this.sets.set(`${name}/${set.index}`, set.addresses.map(fromHex));
  }

  get(name: string): SignerNamespace {
    const namespace = this.namespaces.get(name);
    if (namespace === undefined) throw new Error(`no namespace ${name}`);
    return namespace;
  }

  /** The rules a vector is held against; its own fields override those of its namespace. */
  lookup(vector: Partial<JsonVector> & Pick<JsonVector, 'namespace'>): SignerLookup {
    const base = this.get(vector.namespace);
    const emitter = vector.acceptedEmitters?.[0];
    const namespace: SignerNamespace = {
      ...base,
      quorumRule: vector.quorumRule === undefined ? base.quorumRule : toRule(vector.quorumRule),
      priceEmitter: emitter === undefined ? base.priceEmitter : toEmitter(emitter),
    };
    return {
      namespaceOf: () => namespace,
      findSet: (name, index) => {
        const wanted = vector.verifyAgainstSetIndex ?? index;
        const own = vector.guardianSet?.index === wanted ? vector.guardianSet.addresses.map(fromHex) : undefined;
        const keys = own ?? this.sets.get(`${name}/${wanted}`);
        return keys === undefined ? undefined : { keys };
      },
    };
  }
}

function readJson<T>(dir: string, file: string): T {
  return JSON.parse(readFileSync(join(dir, file), 'utf8')) as T;
}

/** Sets and emitters of a folder; what it does not hold is taken from the data beside this file. */
export function readVectorSigners(dir: string): VectorSigners {
  const from = (file: string): string => (existsSync(join(dir, file)) ? dir : DATA);
  const { namespaces } = readJson<{ namespaces: Record<string, JsonNamespace> }>(
    from('guardian-sets.json'),
    'guardian-sets.json',
  );
  const signers = new VectorSigners(namespaces);
  const test = readJson<JsonTestSigned>(from('test-signed.json'), 'test-signed.json');
  signers.add('localnet', {
    quorumRule: test.quorumRule,
    priceEmitter: test.emitter,
    governanceEmitter: namespaces['pyth-pro']!.governanceEmitter,
    sets: [test.guardianSet],
  });
  return signers;
}

/** Updates that verify, with the rules they verify under: real ones and those of the test keys. */
export function readPositives(dir: string): { name: string; update: Uint8Array; signers: SignerLookup }[] {
  const signers = readVectorSigners(dir);
  const test = readJson<JsonTestSigned>(dir, 'test-signed.json');
  const accepted = test.vectors.filter((vector) => vector.verifierResult === 'accepted');
  return [
    ...readJson<JsonVector[]>(dir, 'positive-wormhole.json'),
    ...readJson<JsonVector[]>(dir, 'positive-pyth-pro.json'),
    ...accepted.map((vector) => ({ ...vector, namespace: 'localnet' })),
  ].map((vector) => ({
    name: vector.name,
    update: fromHex(vector.updateHex),
    signers: signers.lookup(vector),
  }));
}

/** The decoded prices as comparable text. */
export function verifyToText(crypto: Crypto, update: Uint8Array, signers: SignerLookup): string {
  try {
    const { slot, prices } = verifyUpdate(crypto, parseFraming(update), signers, 0);
    return prices.map((p) => priceText({ ...p, feedId: toHex(p.feedId), slot })).join('\n');
  } catch (error) {
    if (error instanceof PythError) return `refused ${error.reason}`;
    throw error;
  }
}

function priceText(p: Readonly<Record<keyof JsonPrice, unknown>>): string {
  const id = String(p.feedId).replace('0x', '');
  return [id, p.price, p.conf, p.expo, p.publishTime, p.prevPublishTime, p.emaPrice, p.emaConf, p.slot].join(' ');
}

/** What a file of a folder is, by its content: cases as a list, the file of test keys, the recorded bodies, or none of these. */
type VectorFile = readonly JsonVector[] | JsonTestSigned | HermesFile | undefined;

function readVectorFile(dir: string, file: string): VectorFile {
  let json: unknown;
  try {
    json = readJson<unknown>(dir, file);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  if (!Array.isArray(json)) return 'sequence' in json || 'fullResponse' in json ? (json as VectorFile) : undefined;
  const cases = json as readonly Partial<JsonVector>[];
  const isCase = (one: Partial<JsonVector>): boolean =>
    typeof one?.namespace === 'string' && (typeof one.updateHex === 'string' || typeof one.vaaHex === 'string');
  return cases.length > 0 && cases.every(isCase) ? (json as readonly JsonVector[]) : undefined;
}

const vectorFiles = (dir: string): [name: string, content: VectorFile][] =>
  readdirSync(dir)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file, readVectorFile(dir, file)]);

/** True when `dir` itself holds a file in a format of vectors/pyth. */
export function isPythFolder(dir: string): boolean {
  return vectorFiles(dir).some(([, content]) => content !== undefined);
}

/** Every case of every file in `dir` (the formats of vectors/pyth) against the verifier, with the given primitives. */
export function runPythVectors(dir: string, crypto: Crypto = nobleCrypto): VectorResult[] {
  const signers = readVectorSigners(dir);
  const results: VectorResult[] = [];
  const check = (name: string, expected: string, got: string): void => {
    const code = /^ERR_\w+$/.test(expected) ? (REASONS[expected] ?? []) : undefined;
    const ok = code === undefined ? expected === got : code.some((reason) => got === `refused ${reason}`);
    results.push({ name, ok, expected, got });
  };
  const verify = (vector: Pick<JsonVector, 'namespace' | 'updateHex'>): string =>
    verifyToText(crypto, fromHex(vector.updateHex), signers.lookup(vector));

  for (const [file, content] of vectorFiles(dir)) {
    if (content === undefined) continue;
    if (isList(content)) {
      for (const vector of content) {
        const name = `${file} ${vector.name}`;
        if (vector.vaaHex !== undefined) check(name, expectedUpgrade(vector), upgradeOutcome(crypto, vector, signers));
        else check(name, ...outcome(vector, verify(vector)));
      }
    } else if ('sequence' in content) {
      for (const vector of content.vectors) {
        check(`${file} ${vector.name}`, ...outcome(vector, verify({ ...vector, namespace: 'localnet' })));
      }
      for (const { t, updateHex } of content.sequence.updates) {
        const got = verify({ namespace: 'localnet', updateHex });
        check(`${file} sequence ${t}`, String(t), got.split(' ')[4] ?? got);
      }
    } else {
      const { binary, parsed } = content.fullResponse.body;
      const got = verify({ namespace: 'wormhole', updateHex: binary.data[0]! });
      check(`${file} fullResponse`, parsed.map(parsedText).join('\n'), got);
    }
  }
  return results;
}

const isList = (content: NonNullable<VectorFile>): content is readonly JsonVector[] => Array.isArray(content);

/** What a case wants to see, and what it got in the same words. */
function outcome(vector: JsonVector, got: string): [expected: string, got: string] {
  if (vector.recommendedHub !== undefined) {
    return [vector.recommendedHub.split(',')[0]!, got.startsWith('refused') ? 'reject' : 'accept'];
  }
  if (vector.expected !== undefined) return [vector.expected.map(priceText).join('\n'), got];
  return [vector.expectError ?? vector.verifierResult ?? 'refused', got];
}

const expectedUpgrade = (vector: JsonVector): string =>
  vector.expect === 'accept' ? upgradeText(vector) : (vector.expectError ?? '');

interface HermesFile {
  readonly fullResponse: HermesBody;
}
interface HermesPrice {
  readonly price: string;
  readonly conf: string;
  readonly expo: number;
  readonly publish_time: number;
}
interface HermesParsed {
  readonly id: string;
  readonly price: HermesPrice;
  readonly ema_price: HermesPrice;
  readonly metadata: { readonly slot: number; readonly prev_publish_time: number };
}
interface HermesBody {
  readonly body: { readonly binary: { readonly data: readonly string[] }; readonly parsed: readonly HermesParsed[] };
}

const parsedText = (p: HermesParsed): string =>
  priceText({
    feedId: p.id,
    price: p.price.price,
    conf: p.price.conf,
    expo: p.price.expo,
    publishTime: p.price.publish_time,
    prevPublishTime: p.metadata.prev_publish_time,
    emaPrice: p.ema_price.price,
    emaConf: p.ema_price.conf,
    slot: p.metadata.slot,
  });

const upgradeText = (vector: JsonVector): string =>
  [vector.newIndex, ...(vector.newAddresses ?? []).map((a) => a.toLowerCase())].join(' ');

function upgradeOutcome(crypto: Crypto, vector: JsonVector, signers: VectorSigners): string {
  const current = vector.hubState?.currentIndex ?? vector.signedBySet ?? vector.verifyAgainstSet ?? 0;
  try {
    const namespace = signers.get(vector.namespace);
    const upgrade = verifySetUpgrade(
      crypto,
      fromHex(vector.vaaHex ?? ''),
      namespace,
      current,
      signers.lookup(vector),
      0,
    );
    return [upgrade.index, ...upgrade.keys.map((key) => `0x${toHex(key)}`)].join(' ');
  } catch (error) {
    if (error instanceof PythError) return `refused ${error.reason}`;
    throw error;
  }
}
