import type { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { MsgSendResponse } from '#proto/generated/cosmos.bank.v1beta1.ts';
import type { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import {
  MsgFundIsolatedResponse,
  MsgSetLeverageResponse,
  MsgTransferResponse,
} from '#proto/generated/nave.margin.v1.ts';
import { findAddress } from '../../lib/address.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import type { MessageHandler } from '../../module.ts';
import type { MarginAssets, MessageOwners } from './expected.ts';
import type { MarginKeeper } from './keeper.ts';

const AMOUNT = /^[1-9][0-9]{0,18}$/;
const AMOUNT_MAX = (1n << 63n) - 1n;

/** Amount of a message: a decimal integer 1..2^63 − 1 in hub units, else 1001. */
export function readAmount(text: string): bigint {
  const amount = AMOUNT.test(text) ? BigInt(text) : 0n;
  if (amount === 0n || amount > AMOUNT_MAX) throw new AppError(1001, `Not an amount: ${text.slice(0, 40)}`);
  return amount;
}

function readAddress(text: string): Address {
  const address = findAddress(text);
  if (address === undefined) throw new AppError(1001, `Not an address: ${text.slice(0, 60)}`);
  return address;
}

/** Handlers of margin's messages and of cosmos.bank MsgSend; decoded messages in, response bytes out. */
export class MarginMessages {
  private readonly keeper: MarginKeeper;
  private readonly owners: MessageOwners;
  private readonly assets: MarginAssets;

  constructor(keeper: MarginKeeper, owners: MessageOwners, assets: MarginAssets) {
    this.keeper = keeper;
    this.owners = owners;
    this.assets = assets;
  }

  /** 1001, 1004, 1007, 3014, 3018, 3012, 3011, 3010. An agent moves money between the owner's own subaccounts only. */
  transfer(message: MsgTransfer): Uint8Array {
    const owner = this.owners.resolveOwner(message.sender, message.owner, { kind: 'transfer' });
    const to = readAddress(message.to);
    const isAgent = message.owner !== '' && message.owner !== message.sender;
    if (isAgent && this.keeper.accounts.findNumber(to) !== owner) {
      throw new AppError(1007, 'An agent moves money only between subaccounts of the owner.', { reason: 'action' });
    }
    const asset = this.assets.findBySymbol(message.asset);
    if (asset === undefined) throw new AppError(1001, `No asset ${message.asset.slice(0, 20)}`);
    const from = { owner, subaccount: message.subaccount };
    const receiver = { address: to, subaccount: message.toSubaccount };
    this.keeper.transfer(from, receiver, asset.id, readAmount(message.amount), false);
    return MsgTransferResponse.encode({});
  }

  /** 1001, 1004, 1007, 4001, 3013. */
  setLeverage(message: MsgSetLeverage): Uint8Array {
    const owner = this.owners.resolveOwner(message.sender, message.owner, { kind: 'leverage', market: message.market });
    this.keeper.setLeverage(owner, message.subaccount, message.market, message.imPpm);
    return MsgSetLeverageResponse.encode({});
  }

  /** 1001, 1004, 1007, 4001, 3014, 3012, 3011, 3010. */
  fundIsolated(message: MsgFundIsolated): Uint8Array {
    const owner = this.owners.resolveOwner(message.sender, message.owner, { kind: 'transfer', market: message.market });
    const amount = readAmount(message.amount);
    const subaccount = this.keeper.fundIsolated(owner, message.subaccount, message.market, amount);
    return MsgFundIsolatedResponse.encode({ subaccount });
  }

  /** cosmos.bank: subaccount 0 to subaccount 0. 1001 (no coins, unknown denom), 1004, 3018, 3012, 3011, 3010. */
  send(message: MsgSend): Uint8Array {
    const owner = this.keeper.accounts.findNumber(readAddress(message.fromAddress));
    if (owner < 0) throw new AppError(1004);
    if (message.amount.length === 0) throw new AppError(1001, 'MsgSend without coins.');
    const to = { address: readAddress(message.toAddress), subaccount: 0 };
    for (const coin of message.amount) {
      const asset = this.assets.findByDenom(coin.denom);
      if (asset === undefined) throw new AppError(1001, `No asset with denom ${coin.denom.slice(0, 40)}`);
      this.keeper.transfer({ owner, subaccount: 0 }, to, asset.id, readAmount(coin.amount), true);
    }
    return MsgSendResponse.encode({});
  }

  /** By message type name. */
  handlers(): Readonly<Record<string, MessageHandler>> {
    return {
      'nave.margin.v1.MsgTransfer': (message: MsgTransfer) => this.transfer(message),
      'nave.margin.v1.MsgSetLeverage': (message: MsgSetLeverage) => this.setLeverage(message),
      'nave.margin.v1.MsgFundIsolated': (message: MsgFundIsolated) => this.fundIsolated(message),
      'cosmos.bank.v1beta1.MsgSend': (message: MsgSend) => this.send(message),
    };
  }
}
