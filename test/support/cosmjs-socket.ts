import { Comet38Client, WebsocketClient } from '@cosmjs/tendermint-rpc';

/** CosmJS's WebSocket client, ready to use, and how to end it. */
export interface SocketClient {
  readonly client: Comet38Client;
  disconnect(): void;
}

/**
 * Works around two habits of CosmJS's socket: it stays mute when nothing is queued at the moment it connects, and after
 * disconnect() it connects again for ever, which would keep the test process alive.
 */
export async function connectSocketClient(url: string): Promise<SocketClient> {
  const transport = new WebsocketClient(url, () => undefined);
  const client = Comet38Client.create(transport);
  await client.status();
  return {
    client,
    disconnect() {
      client.disconnect();
      const { socket } = transport as unknown as { socket: { reconnectTimeout: NodeJS.Timeout } };
      clearTimeout(socket.reconnectTimeout);
    },
  };
}
