import type {
  MsgAttest,
  MsgCancelWithdrawal,
  MsgRefundDeposit,
  MsgRegisterRoute,
  MsgRegisterSpoke,
  MsgSetSpokeState,
  MsgSignBatch,
  MsgSignSet,
  MsgSubmitEvidence,
  MsgUpdateParams,
  MsgVoteSpokeState,
  MsgWithdraw,
} from '#proto/generated/nave.bridge.v1.ts';
import {
  MsgAttestResponse,
  MsgCancelWithdrawalResponse,
  MsgRefundDepositResponse,
  MsgRegisterRouteResponse,
  MsgRegisterSpokeResponse,
  MsgSetSpokeStateResponse,
  MsgSignBatchResponse,
  MsgSignSetResponse,
  MsgSubmitEvidenceResponse,
  MsgUpdateParamsResponse,
  MsgVoteSpokeStateResponse,
  MsgWithdrawResponse,
} from '#proto/generated/nave.bridge.v1.ts';
import { type At, Fields } from '../../genesis/fields.ts';
import { findEvmAddress } from '../../lib/address.ts';
import { AppError } from '../../lib/errors.ts';
import { GenesisError } from '../../lib/genesis-error.ts';
import type { MessageHandler, TxFacts } from '../../module.ts';
import { paramsUpdated } from './events.ts';
import type { BridgeKeeper } from './keeper.ts';
import { type BridgeParams, readParams } from './params.ts';
import { readRoute, readSpoke } from './registration.ts';
import { SPOKE_STATES, type SpokeStateName } from './types.ts';

const AMOUNT = /^(0|[1-9][0-9]{0,18})$/;
const AMOUNT_MAX = (1n << 63n) - 1n;
/** wei; far above any gas price there ever was, far below what overflows anything. */
const GAS_PRICE = /^(0|[1-9][0-9]{0,17})$/;

/** Decimal integer min..2^63 − 1 in hub units, else 1001. */
export function readAmount(field: string, text: string, min: bigint): bigint {
  const amount = AMOUNT.test(text) ? BigInt(text) : -1n;
  if (amount < min || amount > AMOUNT_MAX) throw malformed(field, text);
  return amount;
}

const malformed = (field: string, text: string): AppError =>
  new AppError(1001, `${field}: ${text.slice(0, 60)}`, { field, reason: 'malformed' });

const readState = (state: number): SpokeStateName => {
  const name = SPOKE_STATES[state - 1];
  if (name === undefined) throw new AppError(8001, 'state: not a spoke state', { field: 'state', reason: 'unknown' });
  return name;
};

/** Handlers of nave.bridge.v1; the signer of each is its first field. */
export function bridgeHandlers(keeper: BridgeKeeper): Record<string, MessageHandler> {
  const { base } = keeper;

  const withdraw = (message: MsgWithdraw, tx: TxFacts): Uint8Array => {
    const asset = base.deps.assets.findBySymbol(message.asset);
    if (asset === undefined) throw malformed('asset', message.asset);
    const to = findEvmAddress(message.to);
    if (to === undefined) throw new AppError(6007);
    const owner = base.deps.accounts.findNumber(tx.sender);
    if (owner < 0) throw new AppError(1004);
    const id = keeper.withdrawals.request({
      owner,
      subaccount: message.subaccount,
      asset: asset.id,
      amount: readAmount('amount', message.amount, 1n),
      spoke: message.spoke,
      to,
      maxFee: readAmount('max_fee', message.maxFee, 0n),
    });
    return MsgWithdrawResponse.encode({ id });
  };

  const attest = (message: MsgAttest, tx: TxFacts): Uint8Array => {
    const { gasPrice, finalizedAt } = message;
    if (gasPrice !== '' && !GAS_PRICE.test(gasPrice)) throw malformed('gas_price', gasPrice);
    // Bytes of a decoded message may be views of the tx; what stays in state is copied.
    const votes = message.votes.map(({ event, rollingHash, blockNumber, blockHash }) => ({
      event: event.slice(),
      rollingHash: rollingHash.slice(),
      blockNumber,
      blockHash: blockHash.slice(),
    }));
    const gas = gasPrice === '' ? undefined : BigInt(gasPrice);
    keeper.attest(message.spoke, tx.sender, { votes, finalizedAt, gasPrice: gas });
    return MsgAttestResponse.encode({});
  };

  /** Reads the JSON of an authority's message; a broken rule is 8001 with the path of the field. */
  const claimed = (tx: TxFacts, field: string, json: string, apply: (at: At) => void): void => {
    keeper.requireAuthority(tx.sender);
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      throw new AppError(8001, `${field}: not JSON`, { field, reason: 'not JSON' });
    }
    try {
      apply({ value, path: field });
    } catch (error) {
      if (error instanceof GenesisError)
        throw new AppError(8001, error.message, { field: error.path, reason: error.message });
      throw error;
    }
  };

  return {
    'nave.bridge.v1.MsgWithdraw': withdraw,
    'nave.bridge.v1.MsgAttest': attest,
    'nave.bridge.v1.MsgCancelWithdrawal': ({ spoke, id }: MsgCancelWithdrawal, tx: TxFacts) => {
      keeper.withdrawals.cancel(tx.sender, spoke, id);
      return MsgCancelWithdrawalResponse.encode({});
    },
    'nave.bridge.v1.MsgRefundDeposit': ({ spoke, nonce }: MsgRefundDeposit) =>
      MsgRefundDepositResponse.encode({ id: keeper.withdrawals.refund(spoke, nonce) }),
    'nave.bridge.v1.MsgSignBatch': (message: MsgSignBatch, tx: TxFacts) => {
      const { spoke, epoch, batchNonce, signature } = message;
      keeper.signBatch(spoke, tx.sender, epoch, batchNonce, signature.slice());
      return MsgSignBatchResponse.encode({});
    },
    'nave.bridge.v1.MsgSignSet': ({ spoke, epoch, signature }: MsgSignSet, tx: TxFacts) => {
      keeper.signSet(spoke, tx.sender, epoch, signature.slice());
      return MsgSignSetResponse.encode({});
    },
    'nave.bridge.v1.MsgVoteSpokeState': ({ spoke, state, until }: MsgVoteSpokeState, tx: TxFacts) => {
      keeper.voteState(spoke, tx.sender, readState(state), until);
      return MsgVoteSpokeStateResponse.encode({});
    },
    'nave.bridge.v1.MsgSubmitEvidence': ({ first, second }: MsgSubmitEvidence) => {
      keeper.evidence.submit(first, second);
      return MsgSubmitEvidenceResponse.encode({});
    },
    'nave.bridge.v1.MsgRegisterSpoke': ({ spoke }: MsgRegisterSpoke, tx: TxFacts) => {
      claimed(tx, 'spoke', spoke, (at) => keeper.registry.register(readSpoke(at, base.context.block.hubSalt), at.path));
      return MsgRegisterSpokeResponse.encode({});
    },
    'nave.bridge.v1.MsgRegisterRoute': ({ route }: MsgRegisterRoute, tx: TxFacts) => {
      claimed(tx, 'route', route, (at) => keeper.registry.addRoute(readRoute(at), at.path));
      return MsgRegisterRouteResponse.encode({});
    },
    'nave.bridge.v1.MsgSetSpokeState': ({ spoke, state, until }: MsgSetSpokeState, tx: TxFacts) => {
      keeper.requireAuthority(tx.sender);
      keeper.setState(spoke, readState(state), until);
      return MsgSetSpokeStateResponse.encode({});
    },
    'nave.bridge.v1.MsgUpdateParams': ({ params }: MsgUpdateParams, tx: TxFacts) => {
      claimed(tx, 'params', params, (at) => {
        const before = base.params;
        base.setParams(readParams(new Fields(at), before));
        base.emit(paramsUpdated(paramsText(before), paramsText(base.params)));
      });
      return MsgUpdateParamsResponse.encode({});
    },
  };
}

/** Numbers and amounts of the parameters as JSON, integers as decimal strings. */
const paramsText = ({ authority: _authority, vaultCodeHashes: _hashes, ...rest }: BridgeParams): string =>
  JSON.stringify(Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])));
