import type { PlaceInput } from '#chain/modules/clob/types.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { limitOrder } from '#test/support/limit-order.ts';
import type { BenchOptions, BenchRow } from './bench-row.ts';
import { ACCOUNTS, Exchange, traders } from './exchange.ts';
import { BTC_TICKS } from './exchange-genesis.ts';

const MIB = 1 << 20;
const PER_BLOCK = 20_000;
/** The price relay's among them. */
const ALL_ACCOUNTS = 100_000;

/** What a process holds in all: heap, typed arrays, code. */
const residentMiB = (): number => process.memoryUsage().rss / MIB;

/** Addresses whose keys nobody has. */
const addressOf = (i: number): Uint8Array => {
  const address = new Uint8Array(20).fill(0xee);
  new DataView(address.buffer).setUint32(16, i);
  return address;
};

/** Open orders of all accounts in turn in one book, placed through the keepers and committed in blocks. */
async function fill(
  orders: number,
): Promise<{ readonly miB: number; readonly heapMiB: number; readonly seconds: number }> {
  const { crypto } = await loadNativeCrypto();
  const others = Array.from({ length: ALL_ACCOUNTS - traders().length }, (_, i) => addressOf(i));
  const exchange = new Exchange({ crypto, others });
  // biome-ignore lint/complexity/useLiteralKeys: the application shows its keepers to nobody
  const { clob, accounts } = exchange.app['wiring'].keepers;
  const addresses = [
    ...traders()
      .slice(0, ACCOUNTS)
      .map(({ address }) => address),
    ...others,
  ];
  const owners = addresses.map((address) => accounts.findNumber(address));
  const start = performance.now();
  for (let i = 0; i < orders; i++) {
    clob.place(owners[i % owners.length]!, orderOf(i));
    if ((i + 1) % PER_BLOCK === 0) exchange.run([exchange.priceTx()]);
  }
  exchange.run([exchange.priceTx()]);
  const seconds = (performance.now() - start) / 1000;
  globalThis.gc?.();
  return { miB: residentMiB(), heapMiB: process.memoryUsage().heapUsed / MIB, seconds };
}

/** One lot each, 1,000 levels a side, with a client id. */
function orderOf(i: number): PlaceInput {
  const buys = i % 2 === 0;
  const away = 1 + ((i >> 1) % 1_000);
  return limitOrder({
    side: buys ? 'buy' : 'sell',
    lots: 1,
    ticks: buys ? BTC_TICKS - away : BTC_TICKS + away,
    clientOrderId: `m${i}`,
  });
}

export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const orders = quick ? 100_000 : 1_000_000;
  const { miB, heapMiB, seconds } = await fill(orders);
  return [
    {
      name: `memory of the state machine, ${orders / 1000} k open orders, 100 k accounts`,
      value: miB,
      unit: 'MiB',
      ...(quick ? {} : { target: { value: 2_048, atMost: true } }),
      detail: `resident, of it ${heapMiB.toFixed(0)} MiB JavaScript objects; 2,000 accounts hold ten positions each; every order has a client id, a record, a leaf; placed in ${seconds.toFixed(0)} s`,
    },
  ];
}
