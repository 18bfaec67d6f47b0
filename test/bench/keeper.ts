import type { Crypto } from '#chain/lib/hash.ts';
import type { CancelInput, PlaceInput } from '#chain/modules/clob/types.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { limitOrder } from '#test/support/limit-order.ts';
import { type BenchOptions, type BenchRow, median } from './bench-row.ts';
import { Exchange, traders } from './exchange.ts';
import {
  ACCOUNT,
  ADD,
  CANCEL,
  FIELDS,
  KIND,
  LOTS,
  type OperationRecords,
  operationStream,
  REF,
  SIDE,
  TAKE,
  TICKS,
} from './stream.ts';

const OPERATIONS = 15_000;
const BLOCK = 500;
const KINDS = ['place', 'cancel', 'take'] as const;
/** Without the clock before the first round: a node runs for days, its code is compiled. */
const WARM_UP = 100_000;

interface Run {
  readonly perSecond: number;
  /** Median wall µs of an operation by kind; empty unless asked for. */
  readonly medians: readonly number[];
  readonly fills: number;
}

/**
 * The stream through the clob keeper of the real application: client ids, margin check of every resting order, settlement,
 * fees, events, each operation on a branch of its own. A real block is made every 500 operations with the clock stopped.
 * Each block's messages are made before the clock, whole texts, as a node has decoded them just before. `each`: clocks every
 * operation, which costs it 0.1 µs and the rate its meaning.
 */
function replay(exchange: Exchange, stream: OperationRecords, each = false): Run {
  // biome-ignore lint/complexity/useLiteralKeys: the application shows its keepers to nobody
  const { wiring, state } = { wiring: exchange.app['wiring'], state: exchange.app['state'] };
  const { clob, accounts } = wiring.keepers;
  const { journal } = state;
  const owners = traders().map(({ address }) => accounts.findNumber(address));
  const { records } = stream;
  const walls: number[][] = [[], [], []];
  let micros = 0;
  let fills = 0;
  const step = (i: number, input: PlaceInput | CancelInput): void => {
    const owner = owners[records[i * FIELDS + ACCOUNT]!]!;
    const mark = journal.mark();
    if (input.action === 'cancel') clob.cancel(owner, input, false);
    else clob.place(owner, input);
    journal.release(mark);
  };
  for (let i = 0; i < stream.prefill; i++) step(i, inputOf(records, i));
  exchange.run([exchange.priceTx()]);
  const end = records.length / FIELDS;
  for (let from = stream.prefill; from < end; from += BLOCK) {
    const inputs = Array.from({ length: Math.min(BLOCK, end - from) }, (_, i) => inputOf(records, from + i));
    const busy = process.threadCpuUsage();
    for (const [i, input] of inputs.entries()) {
      if (!each) {
        step(from + i, input);
        continue;
      }
      const start = performance.now();
      step(from + i, input);
      walls[records[(from + i) * FIELDS + KIND]!]!.push((performance.now() - start) * 1000);
    }
    // The block below makes its events once more, without the clock.
    state.events.since(0);
    const { user, system } = process.threadCpuUsage(busy);
    micros += user + system;
    const { committed } = exchange.run([exchange.priceTx()]);
    for (const { event } of committed.events) if (event.type === 'nave.clob.v1.OrderFilled') fills++;
  }
  const medians = each ? [ADD, CANCEL, TAKE].map((kind) => median(walls[kind]!)) : [];
  return { perSecond: (end - stream.prefill) / (micros / 1e6), medians, fills };
}

function inputOf(records: Int32Array, i: number): PlaceInput | CancelInput {
  const at = i * FIELDS;
  if (records[at + KIND] === CANCEL) {
    const clientOrderId = clientIdOf(records[at + REF]!);
    return { action: 'cancel', market: 1, subaccount: 0, orderId: undefined, clientOrderId };
  }
  return limitOrder({
    side: records[at + SIDE] === 0 ? 'buy' : 'sell',
    lots: records[at + LOTS]!,
    ticks: records[at + TICKS]!,
    tif: records[at + KIND] === TAKE ? 'ioc' : 'gtc',
    clientOrderId: clientIdOf(i + 1),
  });
}

/** One whole text, not a chain of parts: what decoding a message gives. */
const clientIdOf = (operation: number): string => String.fromCharCode(...Buffer.from(`o${operation}`));

interface Measured {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/** Fresh exchanges, the middle of `rounds`. */
function measure(crypto: Crypto, stream: OperationRecords, rounds: number): Measured {
  const rates = Array.from({ length: rounds }, () => {
    const { perSecond, fills } = replay(new Exchange({ crypto }), stream);
    if (fills !== stream.fills) throw new Error(`${fills} fills, expected ${stream.fills}`);
    return perSecond;
  });
  return { middle: median(rates), low: Math.min(...rates), high: Math.max(...rates) };
}

export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const { crypto } = await loadNativeCrypto();
  const stream = operationStream(OPERATIONS, 60);
  replay(new Exchange({ crypto }), operationStream(quick ? OPERATIONS : WARM_UP, 60));
  const ours = measure(crypto, stream, quick ? 1 : 5);
  const { medians } = replay(new Exchange({ crypto }), stream, true);
  const parts = KINDS.map((name, i) => `${name} ${medians[i]!.toFixed(2)} µs`).join(', ');
  const rows: BenchRow[] = [
    {
      name: 'keeper, the same stream, 2,000 accounts with 10 positions',
      value: ours.middle,
      unit: 'op/s',
      target: { value: 400_000, atMost: false },
      peer: { name: 'dYdX v4 keeper', value: 8_000 },
      detail: `${OPERATIONS} operations, client ids, margin check of every resting order, settlement, fees, events, one branch each, CPU of the thread, compiled code; in a round of their own, median wall: ${parts}; ${spread(ours)}; ${stream.fills} fills`,
    },
  ];
  for (const prefill of [2_000, 200_000]) {
    const other = operationStream(OPERATIONS, 60, prefill);
    const measured = measure(crypto, other, quick ? 1 : 3);
    rows.push({
      name: `keeper, ${prefill / 1000} k resting`,
      value: measured.middle,
      unit: 'op/s',
      detail: `${OPERATIONS} operations, ${other.fills} fills; ${spread(measured)}`,
    });
  }
  return rows;
}

const spread = ({ low, high }: Measured): string => `${(low / 1000).toFixed(0)} k..${(high / 1000).toFixed(0)} k`;
