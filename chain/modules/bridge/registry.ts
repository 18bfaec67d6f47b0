import { requireThat } from '../../genesis/fields.ts';
import { equalBytes, toHex } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import { checkpoint, findSetFault } from './abi/checkpoint.ts';
import { deploySalt, initCodeHash, vaultAddress } from './abi/deploy.ts';
import { encodeEvent } from './abi/event-codec.ts';
import { domainSeparator } from './abi/typed-data.ts';
import type { VaultConfig } from './abi/vault-config.ts';
import type { VaultEvent } from './abi/vault-events.ts';
import type { BridgeBase } from './base.ts';
import { routeRegistered, spokeRegistered } from './events.ts';
import type { SetMemberRecord, Spoke, SpokeStatus } from './records.ts';
import type { RouteClaim, SpokeClaim } from './registration.ts';
import { setUpdate } from './set-update.ts';
import type { ValidatorSets } from './validator-sets.ts';

/** Delays of withdrawals, ms: short and, above 1 % of the escrow, long (spec: bridge §2). */
const DELAYS = { localnet: { short: 1000, long: 5000 }, other: { short: 10_000, long: 600_000 } } as const;
const NO_HASH = new Uint8Array(32);

/**
 * Spokes and asset routes. A spoke is taken when its address proves code, hub, set and limits (spec: bridge-abi §7); it is
 * paused until a quorum has attested the events its constructor must have emitted. What breaks a rule throws GenesisError
 * with the path of the claim's field.
 */
export class Registry {
  private readonly base: BridgeBase;
  private readonly sets: ValidatorSets;

  constructor(base: BridgeBase, sets: ValidatorSets) {
    this.base = base;
    this.sets = sets;
  }

  register(claim: SpokeClaim, path: string): void {
    const { store, deps, context } = this.base;
    const { id, chainId, vault, config } = claim;
    requireThat(!store.spokes.has(id), `${path}.id`, 'this spoke is registered');
    const isTaken = store.ids().some((one) => {
      const other = store.spoke(one);
      return other.chainId === chainId && equalBytes(other.vault, vault);
    });
    requireThat(!isTaken, `${path}.vault`, 'this vault is registered');
    requireThat(this.base.isLocalnet || !config.devnet, `${path}.config.devnet`, 'only on localnets');
    const native = deps.assets.findBySymbol(claim.nativeAsset);
    requireThat(native !== undefined, `${path}.nativeAsset`, `no asset ${claim.nativeAsset}`);
    this.requireAddress(claim, path);
    this.requirePredecessor(claim, path);
    const members = this.requireOwnSet(config, `${path}.config.initialSet`);
    const delays = this.base.isLocalnet ? DELAYS.localnet : DELAYS.other;
    const spoke: Spoke = {
      id,
      name: claim.name,
      chainId,
      vault,
      separator: domainSeparator(deps.crypto, chainId, vault, context.block.hubSalt),
      devnet: config.devnet,
      maxSetAge: Number(config.maxSetAge),
      finality: claim.finality,
      dispute: Number(config.tokens.reduce((most, { dispute }) => (dispute > most ? dispute : most), 0n)),
      normalLagMs: claim.normalLagMs,
      shortDelayMs: claim.shortDelayMs ?? delays.short,
      longDelayMs: claim.longDelayMs ?? delays.long,
      nativeAsset: native.id,
      gasPerItem: claim.gasPerItem,
      measuredGasPerItem: claim.measuredGasPerItem,
      corridor: claim.corridor,
      predecessor: claim.predecessor,
      forwarder: claim.forwarder,
    };
    store.addSpoke(spoke, this.firstStatus(spoke, config));
    this.sets.install(spoke, members, config.initialSet);
    this.base.emit(spokeRegistered(id, spoke.name, chainId, vault));
  }

  /** One successor a vault, on the same chain; what pays out goes to a forwarder, never to a vault or token. */
  private requirePredecessor({ predecessor, forwarder, chainId, vault, config }: SpokeClaim, path: string): void {
    const { store } = this.base;
    const isBoth = (predecessor === 0) === (forwarder === undefined);
    requireThat(isBoth, `${path}.forwarder`, 'together with a predecessor only');
    if (forwarder === undefined) return;
    const at = `${path}.predecessor`;
    const old = store.spokes.get(predecessor);
    requireThat(old !== undefined && old.chainId === chainId, at, 'no spoke of this chain');
    requireThat(!store.ids().some((id) => store.spoke(id).predecessor === predecessor), at, 'it has a successor');
    const isToken = config.tokens.some(({ token }) => equalBytes(token, forwarder));
    const isVault = equalBytes(forwarder, vault) || equalBytes(forwarder, old.vault);
    requireThat(!isToken && !isVault && forwarder.some((byte) => byte !== 0), `${path}.forwarder`, 'a vault or token');
  }

  /** Outside localnets the address must be that of a released vault with this configuration. */
  private requireAddress({ creationCode, config, chainId, instance, vault }: SpokeClaim, path: string): void {
    const { crypto } = this.base.deps;
    const at = `${path}.creationCode`;
    if (creationCode === undefined) {
      requireThat(this.base.isLocalnet, at, 'only a localnet takes an address on trust');
      return;
    }
    const hash = crypto.keccak256(creationCode);
    const isReleased = this.base.params.vaultCodeHashes.some((one) => equalBytes(one, hash));
    requireThat(this.base.isLocalnet || isReleased, at, `0x${toHex(hash)} is no released vault`);
    const salt = deploySalt(crypto, config.hubSalt, chainId, instance);
    const expected = vaultAddress(crypto, salt, initCodeHash(crypto, creationCode, config));
    requireThat(equalBytes(expected, vault), `${path}.vault`, `code and configuration give 0x${toHex(expected)}`);
  }

  /** The set a vault begins with is the one this hub would make now. */
  private requireOwnSet(config: VaultConfig, path: string): readonly SetMemberRecord[] {
    const { initialSet, devnet, maxSetAge } = config;
    const fault = findSetFault(initialSet, devnet);
    requireThat(fault === undefined, path, `the vault refuses it: ${fault?.error ?? ''}`);
    const members = this.sets.fresh(devnet);
    requireThat(members !== undefined, path, 'the validators make no set that a vault takes');
    const at = { epoch: 1, hubHeight: 0, createdAt: 0 };
    const own = setUpdate(members, at);
    const isOwn = sameWords(own.hot, initialSet.hot) && sameWords(own.cold, initialSet.cold);
    requireThat(isOwn, path, 'not the set of the present validators');
    const { nowSeconds, context } = this.base;
    const isTimely =
      initialSet.createdAt <= BigInt(nowSeconds) && initialSet.createdAt + maxSetAge >= BigInt(nowSeconds);
    requireThat(isTimely, `${path}.createdAt`, 'not within maxSetAge before block time');
    requireThat(initialSet.hubHeight <= BigInt(context.block.height), `${path}.hubHeight`, 'a height to come');
    return members;
  }

  private firstStatus(spoke: Spoke, config: VaultConfig): SpokeStatus {
    return {
      state: 'paused',
      untilMs: 0,
      reason: 'constructor',
      softUntilMs: 0,
      softSinceMs: 0,
      applied: 0,
      rollingHash: spoke.separator,
      blockNumber: 0,
      blockHash: NO_HASH,
      epoch: Number(config.initialSet.epoch),
      setHeight: Number(config.initialSet.hubHeight),
      nextId: 1,
      nextBatch: 1,
      lastBatchMs: 0,
      registeredMs: this.base.nowMs,
      breaker: 'normal',
      goodReadings: 0,
      lockSoftUntil: 0,
      lockHardScope: 0,
      successor: undefined,
      aggregateCap: 0n,
      aggregateRate: 0n,
      aggregateUsed: 0n,
      aggregateAt: 0,
      unbonding: false,
      expected: this.constructorEvents(config),
    };
  }

  /** eventBytes of nonces 1..k: the set, the lockers, the aggregate limit, the tokens. */
  private constructorEvents(config: VaultConfig): Uint8Array[] {
    const { crypto } = this.base.deps;
    const { epoch, hot, cold, createdAt } = config.initialSet;
    const events: VaultEvent[] = [
      {
        type: 'RotationFinalized',
        nonce: 1n,
        epoch,
        hotHash: checkpoint(crypto, 'hot', epoch, hot),
        coldHash: checkpoint(crypto, 'cold', epoch, cold),
        createdAt,
      },
    ];
    const nonce = (): bigint => BigInt(events.length + 1);
    for (const locker of config.lockers) {
      events.push({ type: 'LockerSet', nonce: nonce(), locker, active: true, threshold: config.lockThreshold });
    }
    events.push({ type: 'AggregateSet', nonce: nonce(), cap: config.aggregateCap, rate: config.aggregateRate });
    for (const token of config.tokens) events.push({ type: 'TokenSet', nonce: nonce(), ...token });
    return events.map(encodeEvent);
  }

  /** A token of a spoke becomes money of the hub: for good, one asset a token and one token an asset. */
  addRoute(claim: RouteClaim, path: string): void {
    const { store, deps } = this.base;
    const { spoke, token, tokenDecimals, feeFloor, minWithdrawal } = claim;
    requireThat(store.spokes.has(spoke), `${path}.spoke`, 'no such spoke');
    const asset = deps.assets.findBySymbol(claim.asset);
    requireThat(asset !== undefined, `${path}.asset`, `no asset ${claim.asset}`);
    requireThat(!store.routes.has([spoke, token]), `${path}.token`, 'this token has a route');
    requireThat(store.findRoute(spoke, asset.id) === undefined, `${path}.asset`, 'this asset has a route there');
    this.requireDecimals(spoke, token, tokenDecimals, asset.decimals, path);
    const route = { asset: asset.id, tokenDecimals, feeFloor, minWithdrawal };
    const books = { committed: 0n, deposited: 0n, paid: 0n, bucketUsed: 0n, bucketAt: this.base.nowSeconds };
    const moves = { migration: 0, inTransit: 0n };
    store.routes.set([spoke, token], { ...route, ...books, ...moves });
    this.base.emit(routeRegistered(spoke, token, asset.id, tokenDecimals));
  }

  private requireDecimals(spoke: number, token: Address, given: number, hub: number, path: string): void {
    const known = this.base.store.tokens.get([spoke, token]);
    if (known === undefined) return;
    requireThat(known.decimals === BigInt(given), `${path}.tokenDecimals`, `the vault says ${known.decimals}`);
    requireThat(
      known.hubDecimals === BigInt(hub),
      `${path}.asset`,
      `the vault counts ${known.hubDecimals} hub decimals`,
    );
  }
}

const sameWords = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((word, i) => equalBytes(word, b[i]!));
