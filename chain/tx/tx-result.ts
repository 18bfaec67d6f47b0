import type { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { TxMsgData } from '#proto/generated/cosmos.base.abci.v1beta1.ts';
import { txMessages } from '#proto/generated/messages.ts';
import type { AbciEvent, TxResult } from '../app-types.ts';
import { EMPTY } from '../lib/bytes.ts';
import type { AppError } from '../lib/errors.ts';
import type { DecodedTx, TxMessage } from './decoded-tx.ts';

/** TxMsgData with the response of each message, as CosmJS reads it. */
export function txData(messages: readonly TxMessage[], responses: readonly Uint8Array[]): Uint8Array {
  const msgResponses = messages.map((message, i) => ({
    typeUrl: `/${txMessages.get(message.typeUrl)!.response.typeName}`,
    value: responses[i] ?? EMPTY,
  }));
  return TxMsgData.encode({ data: [], msgResponses });
}

/** Result of a tx whose messages all ran. */
export function successResult(tx: DecodedTx, responses: readonly Uint8Array[]): TxResult {
  return {
    code: 0,
    codespace: '',
    log: '',
    data: txData(tx.messages, responses),
    gasWanted: tx.gasWanted,
    gasUsed: tx.gasUsed,
    events: txEvents(tx, responses),
  };
}

/** Result of a refused tx; `tx` undefined when it could not even be decoded. */
export function failureResult(tx: DecodedTx | undefined, error: AppError): TxResult {
  return {
    code: error.code,
    codespace: error.codespace,
    log: error.message,
    data: EMPTY,
    gasWanted: tx?.gasWanted ?? 0n,
    gasUsed: tx?.gasUsed ?? 0n,
    events: [],
    details: error.details,
  };
}

/** `message` of each message with action, sender, module and key ids, and `transfer` for MsgSend (spec: comet §0.9). */
export function txEvents(tx: DecodedTx, responses: readonly Uint8Array[]): AbciEvent[] {
  return tx.messages.flatMap((message, i) => {
    const event = messageEvent(message, tx.signerText, responses[i] ?? EMPTY);
    return message.typeName === 'cosmos.bank.v1beta1.MsgSend'
      ? [event, transferEvent(message.value as MsgSend)]
      : [event];
  });
}

const attribute = (key: string, value: string) => ({ key, value, index: true });

/** Fields that name what a message is about, in the order they are written; 0 and '' say nothing. */
const MESSAGE_IDS: readonly (readonly [field: string, key: string])[] = [
  ['owner', 'owner'],
  ['market', 'market'],
  ['orderId', 'order_id'],
  ['clientOrderId', 'client_order_id'],
  ['spoke', 'spoke'],
  ['id', 'id'],
  ['agent', 'agent'],
  ['proposalId', 'proposal_id'],
];

function messageEvent(message: TxMessage, sender: string, response: Uint8Array): AbciEvent {
  const attributes = [
    attribute('action', message.typeUrl),
    attribute('sender', sender),
    attribute('module', message.typeName.split('.')[1]!),
  ];
  const given = message.value as Readonly<Record<string, unknown>>;
  const answered =
    response.length === 0
      ? {}
      : (txMessages.get(message.typeUrl)!.response.decode(response) as Readonly<Record<string, unknown>>);
  for (const [field, key] of MESSAGE_IDS) {
    const value = given[field] || answered[field];
    if (typeof value === 'string' || typeof value === 'number') {
      if (value !== '' && value !== 0) attributes.push(attribute(key, String(value)));
    }
  }
  return { type: 'message', attributes };
}

function transferEvent(send: MsgSend): AbciEvent {
  const amount = send.amount.map((coin) => `${coin.amount}${coin.denom}`).join(',');
  return {
    type: 'transfer',
    attributes: [
      attribute('recipient', send.toAddress),
      attribute('sender', send.fromAddress),
      attribute('amount', amount),
    ],
  };
}
