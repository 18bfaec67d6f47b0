/**
 * Many WebSocket clients in a process of their own: `fork` it with the node's WebSocket URL, how many, and the subscriptions
 * of each as JSON. Says `ready` when every subscription is acknowledged; any message is answered with what was heard so far.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { sourceOf } from './api-clients.ts';
import { FrameCounter } from './frame-counter.ts';

/** Connections an address may have. */
const PER_SOURCE = 10;

export interface Heard {
  readonly frames: number;
  readonly bytes: number;
  /** Of this process, µs. */
  readonly cpu: number;
  readonly closed: number;
}

const [url = '', clients = '0', subscriptions = '[]'] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);

/** A text frame of a client; the mask of zeros changes nothing. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

const counters: FrameCounter[] = [];
let closed = 0;

/** Resolves when the subscriptions are acknowledged. */
function open(i: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), localAddress: sourceOf(Math.floor(i / PER_SOURCE)) });
    const counter = new FrameCounter();
    counters.push(counter);
    let isUpgraded = false;
    let head = '';
    socket.on('data', (data: Buffer) => {
      if (isUpgraded) {
        counter.push(data);
        if (counter.frames > 0) resolve(socket);
        return;
      }
      head += data.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith('HTTP/1.1 101')) reject(new Error(head.slice(0, 40)));
      isUpgraded = true;
      socket.write(textFrame(`{"id":1,"method":"subscribe","params":{"subs":${subscriptions}}}`));
      counter.push(Buffer.from(head.slice(end + 4), 'latin1'));
    });
    socket.on('error', reject);
    socket.on('close', () => closed++);
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
  });
}

const sockets: Socket[] = [];
for (let i = 0; i < Number(clients); i++) sockets.push(await open(i));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const frames = counters.reduce((sum, one) => sum + one.frames, 0);
  const bytes = counters.reduce((sum, one) => sum + one.bytes, 0);
  process.send!({ frames, bytes, cpu: user + system, closed } satisfies Heard);
});
process.on('disconnect', () => process.exit(0));
process.send!('ready');
