import type { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { TxMsgData } from '#proto/generated/cosmos.base.abci.v1beta1.ts';
import { txMessages } from '#proto/generated/messages.ts';
import type { AbciEvent, TxResult } from '../app-types.ts';
import { EMPTY } from '../lib/bytes.ts';
import type { AppError } from '../lib/errors.ts';
import type { DecodedTx, TxMessage } from './decoded-tx.ts';

/** TxMsgData with the response of each message, as CosmJS reads it. */
export function txData(messages: readonly TxMessage[], responses: readonly Uint8Array[]): Uint8Array {
  const msgResponses = messages.map(({ typeUrl }, i) => ({
    typeUrl: eventPlan(typeUrl).responseUrl,
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
  const events: AbciEvent[] = [];
  for (const [i, message] of tx.messages.entries()) {
    events.push(messageEvent(message, tx.signerText, responses[i] ?? EMPTY));
    if (message.typeName === 'cosmos.bank.v1beta1.MsgSend') events.push(transferEvent(message.value as MsgSend));
  }
  return events;
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

/** What all messages of a type have in common in results. */
interface EventPlan {
  readonly responseUrl: string;
  readonly action: AbciEvent['attributes'][number];
  readonly module: AbciEvent['attributes'][number];
  /** The ids that the message, its response or both have. */
  readonly ids: readonly {
    readonly field: string;
    readonly key: string;
    readonly given: boolean;
    readonly answered: boolean;
  }[];
  /** Reads a response; undefined when it names nothing. */
  readonly decodeResponse: ((bytes: Uint8Array) => unknown) | undefined;
}

const plans = new Map<string, EventPlan>();

function eventPlan(typeUrl: string): EventPlan {
  const known = plans.get(typeUrl);
  if (known !== undefined) return known;
  const { request, response } = txMessages.get(typeUrl)!;
  const inRequest = request.fromPartial({}) as object;
  const inResponse = response.fromPartial({}) as object;
  const ids = MESSAGE_IDS.map(([field, key]) => ({
    field,
    key,
    given: field in inRequest,
    answered: field in inResponse,
  }));
  const plan: EventPlan = {
    responseUrl: `/${response.typeName}`,
    action: attribute('action', typeUrl),
    module: attribute('module', typeUrl.split('.')[1]!),
    ids: ids.filter(({ given, answered }) => given || answered),
    decodeResponse: ids.some(({ answered }) => answered) ? (bytes) => response.decode(bytes) : undefined,
  };
  plans.set(typeUrl, plan);
  return plan;
}

type Fields = Readonly<Record<string, unknown>>;

function messageEvent(message: TxMessage, sender: string, response: Uint8Array): AbciEvent {
  const { action, module, ids, decodeResponse } = eventPlan(message.typeUrl);
  const attributes = [action, attribute('sender', sender), module];
  const answered = response.length === 0 ? undefined : (decodeResponse?.(response) as Fields | undefined);
  for (const id of ids) {
    const value = (id.given && (message.value as Fields)[id.field]) || (id.answered && answered?.[id.field]);
    if (typeof value === 'string' || typeof value === 'number') {
      if (value !== '' && value !== 0) attributes.push(attribute(id.key, String(value)));
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
