import type {
  MsgAmendOrder,
  MsgBatch,
  MsgCancelAllOrders,
  MsgCancelOrder,
  MsgPlaceOrder,
  MsgScheduleCancel,
} from '#proto/generated/nave.clob.v1.ts';
import {
  MsgAmendOrderResponse,
  MsgBatchResponse,
  MsgCancelAllOrdersResponse,
  MsgCancelOrderResponse,
  MsgPlaceOrderResponse,
  MsgScheduleCancelResponse,
} from '#proto/generated/nave.clob.v1.ts';
import { findAddress } from '../../lib/address.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import type { MessageHandler, TxFacts } from '../../module.ts';
import type { EventLog } from '../../state/event-log.ts';
import type { ClobOwners } from './expected.ts';
import { checkForm } from './form.ts';
import type { ClobKeeper, UndoneMessage } from './keeper.ts';
import { readAmend, readBatch, readCancel, readCancelAll, readMessage, readPlace, readScheduleCancel } from './msgs.ts';
import type { ChargeAgent, ClobInput } from './types.ts';

/** sender and owner of every message of this module. */
interface Signed {
  readonly sender: string;
  readonly owner: string;
}

/** Handlers of the module's messages; decoded messages in, response bytes out. An agent is resolved to its owner first. */
export class ClobMessages {
  private readonly keeper: ClobKeeper;
  private readonly owners: ClobOwners;
  private readonly events: EventLog;

  /** `events` tells where the running message stands in its tx. */
  constructor(keeper: ClobKeeper, owners: ClobOwners, events: EventLog) {
    this.keeper = keeper;
    this.owners = owners;
    this.events = events;
  }

  /** 1001, 1004, 1007, then every code of spec: trading §3.2. */
  place(message: MsgPlaceOrder, tx: TxFacts): Uint8Array {
    const owner = this.ownerOf(message, message.market);
    const result = this.keeper.place(owner, readPlace(message), this.chargeOf(owner, tx.sender));
    return MsgPlaceOrderResponse.encode(result);
  }

  /** 1001, 1004, 1007, then every code of spec: trading §3.9. */
  amend(message: MsgAmendOrder, tx: TxFacts): Uint8Array {
    const owner = this.ownerOf(message, message.market);
    const { filled } = this.keeper.amend(owner, readAmend(message), this.chargeOf(owner, tx.sender));
    return MsgAmendOrderResponse.encode({ filled });
  }

  /** 1001, 1004, 1007, 2001, 4001, 2015. */
  cancel(message: MsgCancelOrder, tx: TxFacts): Uint8Array {
    this.keeper.cancel(this.ownerOf(message, message.market), readCancel(message), tx.grouped === true);
    return MsgCancelOrderResponse.encode({});
  }

  /** 1001, 1004, 1007, 2001, 4001. */
  cancelAll(message: MsgCancelAllOrders): Uint8Array {
    const canceled = this.keeper.cancelAll(this.ownerOf(message, message.market), readCancelAll(message));
    return MsgCancelAllOrdersResponse.encode({ canceled });
  }

  /** 1001, 1004, 1007, 2006. */
  scheduleCancel(message: MsgScheduleCancel): Uint8Array {
    this.keeper.scheduleCancel(this.ownerOf(message, 0), readScheduleCancel(message));
    return MsgScheduleCancelResponse.encode({});
  }

  /** 1001, 1004, 1007, 2021; an atomic batch also the code of its first failing item. */
  batch(message: MsgBatch, tx: TxFacts): Uint8Array {
    const input = readBatch(message);
    const markets = new Set(input.items.map((item) => (item.action === 'scheduleCancel' ? 0 : (item.market ?? 0))));
    let owner = this.ownerOf(message, [...markets][0] ?? 0);
    for (const market of markets) owner = this.ownerOf(message, market);
    const at = { tx: tx.index, item: this.events.currentItem };
    const results = this.keeper.batch(owner, input, at, tx.grouped === true, this.chargeOf(owner, tx.sender));
    return MsgBatchResponse.encode({ results });
  }

  /** By message type name. */
  handlers(): Readonly<Record<string, MessageHandler>> {
    return {
      'nave.clob.v1.MsgPlaceOrder': (message, tx) => this.place(message, tx),
      'nave.clob.v1.MsgAmendOrder': (message, tx) => this.amend(message, tx),
      'nave.clob.v1.MsgCancelOrder': (message, tx) => this.cancel(message, tx),
      'nave.clob.v1.MsgCancelAllOrders': (message) => this.cancelAll(message),
      'nave.clob.v1.MsgScheduleCancel': (message) => this.scheduleCancel(message),
      'nave.clob.v1.MsgBatch': (message, tx) => this.batch(message, tx),
    };
  }

  /** Cheap checks of admission: the form alone. */
  admission(): Readonly<Record<string, (message: never) => void>> {
    return Object.fromEntries(
      Object.keys(this.handlers()).map((name) => [
        name,
        (message: never) => checkAdmission(readMessage(name, message)),
      ]),
    );
  }

  /** What an undone message would have run; undefined when it is not of this module or its owner is unknown. */
  undone(typeName: string, message: unknown): UndoneMessage | undefined {
    const input = readMessage(typeName, message);
    if (input === undefined) return undefined;
    const { sender, owner } = message as Signed;
    const address = findAddress(owner === '' ? sender : owner);
    const number = address === undefined ? -1 : this.owners.findNumber(address);
    return number < 0 ? undefined : { owner: number, input };
  }

  private ownerOf(message: Signed, market: number): number {
    return this.owners.resolveOwner(message.sender, message.owner, { kind: 'trade', market });
  }

  /** Nothing to charge when the owner signed. */
  private chargeOf(owner: number, signer: Address): ChargeAgent | undefined {
    const sender = this.owners.findNumber(signer);
    if (sender === owner) return undefined;
    return (notional) => {
      try {
        this.owners.spendAgentNotional(owner, sender, notional);
        return true;
      } catch (error) {
        if (error instanceof AppError && error.code === 1008) return false;
        throw error;
      }
    };
  }
}

function checkAdmission(input: ClobInput | undefined): void {
  const refusal = input === undefined ? undefined : checkForm(input);
  if (refusal !== undefined) throw new AppError(refusal.code, undefined, refusal.details);
}
