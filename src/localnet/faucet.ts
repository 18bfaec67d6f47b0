import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { findInputAddress, formatAddress } from '#chain/lib/address.ts';
import { moneyMessage } from '#src/client/money-messages.ts';
import type { NaveClient } from '#src/client/nave-client.ts';

const AMOUNT = '10000';

export interface Faucet {
  readonly url: string;
  stop(): Promise<void>;
}

/** `POST /` {address}: 10,000 USDC to any account, new or not. Localnets only. */
export async function startFaucet(client: NaveClient, port: number): Promise<Faucet> {
  const server = fastify({ bodyLimit: 1024, forceCloseConnections: true });
  server.get('/', async () => ({ usage: 'POST / {"address": "nave1… or 0x…"}', amount: AMOUNT, asset: 'USDC' }));
  server.post('/', async (request, reply) => {
    const text = (request.body as { address?: unknown } | null)?.address;
    const address = typeof text === 'string' ? findInputAddress(text) : undefined;
    if (address === undefined) {
      return reply.code(400).send({ error: 'send JSON {"address": "nave1… or 0x…"}' });
    }
    const to = formatAddress(address);
    const message = moneyMessage.send(client.directory, client.signerAccount, { to, asset: 'USDC', amount: AMOUNT });
    const { txHash, height } = await client.send([message]);
    return { address: to, amount: AMOUNT, asset: 'USDC', txHash, height };
  });
  await server.listen({ host: '127.0.0.1', port });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { url, stop: () => server.close() };
}
