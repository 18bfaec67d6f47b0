import type { PartialMessage } from '#chain/lib/protobuf.ts';
import {
  BatchItem,
  MsgBatch,
  MsgCancelOrder,
  MsgPlaceOrder,
  OrderType,
  Side,
  TimeInForce,
} from '#proto/generated/nave.clob.v1.ts';
import { message, type TestMessage } from '#test/support/signing.ts';
import { ACCOUNT, CANCEL, FIELDS, KIND, LOTS, REF, SIDE, TAKE, TICKS } from './stream.ts';

/** What one account does, without who it is. */
export type Action =
  | { readonly place: PartialMessage<MsgPlaceOrder>; readonly cancel?: undefined }
  | { readonly cancel: PartialMessage<MsgCancelOrder>; readonly place?: undefined };

export interface OrderInput {
  readonly buys: boolean;
  readonly ticks: number;
  readonly lots: number;
  /** Immediate or cancel; else it rests. */
  readonly takes?: boolean;
  readonly clientOrderId?: string;
}

export function placeAction({ buys, ticks, lots, takes, clientOrderId }: OrderInput): Action {
  return {
    place: {
      market: 1,
      side: buys ? Side.BUY : Side.SELL,
      type: OrderType.LIMIT,
      lots,
      ticks,
      tif: takes === true ? TimeInForce.IOC : TimeInForce.GTC,
      ...(clientOrderId !== undefined && { clientOrderId }),
    },
  };
}

/** Operation `i` of a stream: who does what. Orders carry a client id of their own number, cancels name it. */
export function operationOf(records: Int32Array, i: number): { readonly account: number; readonly action: Action } {
  const at = i * FIELDS;
  const account = records[at + ACCOUNT]!;
  if (records[at + KIND] === CANCEL) {
    return { account, action: { cancel: { market: 1, clientOrderId: `o${records[at + REF]!}` } } };
  }
  const action = placeAction({
    buys: records[at + SIDE] === 0,
    ticks: records[at + TICKS]!,
    lots: records[at + LOTS]!,
    takes: records[at + KIND] === TAKE,
    clientOrderId: `o${i + 1}`,
  });
  return { account, action };
}

/** The action as a message of its own. */
export function singleMessage(sender: string, { place, cancel }: Action): TestMessage {
  return place === undefined
    ? message(MsgCancelOrder, { sender, ...cancel })
    : message(MsgPlaceOrder, { sender, ...place });
}

/** All of them in one plain batch. */
export function batchMessage(sender: string, actions: readonly Action[]): TestMessage {
  return message(MsgBatch, { sender, items: actions.map((action) => BatchItem.fromPartial(action)) });
}
