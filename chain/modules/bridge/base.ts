import { isLocalnet } from '../../genesis/chain-id.ts';
import type { Crypto } from '../../lib/hash.ts';
import type { ChainContext } from '../../module.ts';
import type { Params, ParamsStore } from '../../state/params-store.ts';
import type { Assets } from '../assets/types.ts';
import type { Bank } from '../bank/types.ts';
import type { Power } from '../power/types.ts';
import { EventHasher } from './abi/rolling-hash.ts';
import type { BridgeAccounts, BridgeMargin } from './expected.ts';
import { type BridgeParams, bridgeParamsCodec, DEFAULT_PARAMS } from './params.ts';
import { BridgeStore } from './store.ts';

export interface BridgeDeps {
  readonly crypto: Crypto;
  readonly params: ParamsStore;
  readonly power: Power;
  readonly accounts: BridgeAccounts;
  readonly assets: Assets;
  readonly bank: Bank;
  readonly margin: BridgeMargin;
}

/** What every part of the bridge works with: records, parameters, the running block, other modules. */
export class BridgeBase {
  readonly context: ChainContext;
  readonly deps: BridgeDeps;
  readonly store: BridgeStore;
  readonly hasher: EventHasher;
  private readonly section: Params<BridgeParams>;

  constructor(context: ChainContext, deps: BridgeDeps) {
    this.context = context;
    this.deps = deps;
    this.store = new BridgeStore(context.journal);
    this.hasher = new EventHasher(deps.crypto);
    this.section = deps.params.section('bridge', bridgeParamsCodec);
  }

  /** A chain without a bridge section has the defaults and no authority. */
  get params(): BridgeParams {
    return this.deps.params.source.has('bridge') ? this.section.get() : DEFAULT_PARAMS;
  }

  setParams(params: BridgeParams): void {
    this.section.set(params);
  }

  get nowMs(): number {
    return this.context.block.timeMs;
  }

  /** Block time in whole seconds, rounded down. */
  get nowSeconds(): number {
    return Math.floor(this.context.block.timeMs / 1000);
  }

  get isLocalnet(): boolean {
    return isLocalnet(this.context.block.chainId);
  }

  emit(event: { readonly type: string }): void {
    this.context.events.emit(event);
  }
}
