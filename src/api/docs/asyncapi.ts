import Type from 'typebox';
import { ErrorSchema } from '../schemas/envelope.ts';
import { fields, Integer, oneOf, Text } from '../schemas/scalar.ts';
import { AckSchema, ChecksumSchema, channelSchemas, frameSchema, HeartbeatSchema } from '../schemas/ws.ts';
import {
  CancelOnDisconnectSchema,
  EmptySchema,
  SubscribeItemSchema,
  SubscribeListSchema,
  TxParamsSchema,
  UnsubscribeSchema,
} from '../ws/requests.ts';
import { Components } from './components.ts';

const METHODS = {
  subscribe: Type.Union([SubscribeItemSchema, SubscribeListSchema]),
  unsubscribe: UnsubscribeSchema,
  subscriptions: EmptySchema,
  ping: EmptySchema,
  tx: TxParamsSchema,
  cancelOnDisconnect: CancelOnDisconnectSchema,
} as const;

/** AsyncAPI 3 of the WebSocket, from the schemas that validate requests and that tests hold frames against. */
export function asyncApi(version: string): unknown {
  const components = new Components();
  const messages: Record<string, unknown> = {};
  const add = (name: string, summary: string, schema: unknown): void => {
    messages[name] = { name, summary, contentType: 'application/json', payload: components.refer(schema) };
  };
  for (const [method, params] of Object.entries(METHODS)) {
    add(method, `Request ${method}`, fields({ id: Type.Union([Integer, Text]), method: oneOf([method]), params }));
  }
  add('ack', 'Answer of subscribe', AckSchema);
  add(
    'error',
    'Answer of a refused request',
    fields({ id: Type.Union([Integer, Text, Type.Null()]), error: ErrorSchema }),
  );
  add('heartbeat', 'Every 15 s, with a ping', HeartbeatSchema);
  add('bookChecksum', 'Checksum of a book between updates', frameSchema(ChecksumSchema));
  for (const [channel, { snapshot, update, at, seq }] of Object.entries(channelSchemas)) {
    add(`${channel}Snapshot`, `First frame of ${channel} (${at}; seq = ${seq})`, frameSchema(snapshot));
    add(`${channel}Update`, `Frame of ${channel}`, frameSchema(update));
  }
  const requests = new Set<string>(Object.keys(METHODS));
  const refs = (names: readonly string[]) => names.map((name) => ({ $ref: `#/channels/socket/messages/${name}` }));
  const names = Object.keys(messages);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Nave WebSocket', version, description: 'Frames come from committed blocks only.' },
    servers: { node: { host: 'localhost:8080', protocol: 'ws', pathname: '/v1/ws' } },
    channels: {
      socket: {
        address: '/v1/ws',
        messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: {
      request: {
        action: 'receive',
        channel: { $ref: '#/channels/socket' },
        messages: refs(names.filter((name) => requests.has(name))),
      },
      frame: {
        action: 'send',
        channel: { $ref: '#/channels/socket' },
        messages: refs(names.filter((name) => !requests.has(name))),
      },
    },
    components: { messages, schemas: components.schemas },
    'x-channels': Object.fromEntries(
      Object.entries(channelSchemas).map(([name, { at, seq, options }]) => [
        name,
        { at, seq, options: components.refer(options) },
      ]),
    ),
    'x-close-codes': {
      1001: 'the node stops',
      1009: 'frame above 128 KiB',
      4400: 'not JSON',
      4408: 'heartbeat',
      4429: 'rate',
      4500: 'internal',
      4503: 'syncing',
      4509: 'slow reader',
    },
  };
}
