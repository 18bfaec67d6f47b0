import type { CancelInput, PlaceInput } from '#chain/modules/clob/types.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { type BenchOptions, type BenchRow, median } from './bench-row.ts';
import { Exchange, traders } from './exchange.ts';
import { ACCOUNT, ADD, CANCEL, FIELDS, KIND, LOTS, operationStream, REF, SIDE, TAKE, TICKS } from './stream.ts';

const OPERATIONS = 15_000;
const BLOCK = 500;
const KINDS = ['place', 'cancel', 'take'] as const;

interface Run {
  readonly perSecond: number;
  /** Median wall µs of an operation by kind. */
  readonly medians: readonly number[];
  readonly fills: number;
}

/**
 * The stream through the clob keeper of the real application: client ids, margin check of every resting order, settlement,
 * fees, events, each operation on a branch of its own. A real block is made every 500 operations with the clock stopped.
 */
function replay(exchange: Exchange, stream: ReturnType<typeof operationStream>): Run {
  // biome-ignore lint/complexity/useLiteralKeys: the application shows its keepers to nobody
  const { wiring, state } = { wiring: exchange.app['wiring'], state: exchange.app['state'] };
  const { clob, accounts } = wiring.keepers;
  const { journal } = state;
  const owners = traders().map(({ address }) => accounts.findNumber(address));
  const { records } = stream;
  const inputs = Array.from({ length: stream.prefill + OPERATIONS }, (_, i) => inputOf(records, i));
  const walls: number[][] = [[], [], []];
  let micros = 0;
  let fills = 0;
  const step = (i: number): void => {
    const owner = owners[records[i * FIELDS + ACCOUNT]!]!;
    const input = inputs[i]!;
    const mark = journal.mark();
    if (input.action === 'cancel') clob.cancel(owner, input, false);
    else clob.place(owner, input);
    journal.release(mark);
  };
  for (let i = 0; i < stream.prefill; i++) step(i);
  exchange.run([exchange.priceTx()]);
  const end = stream.prefill + OPERATIONS;
  for (let i = stream.prefill; i < end; ) {
    const busy = process.threadCpuUsage();
    for (const stop = Math.min(i + BLOCK, end); i < stop; i++) {
      const start = performance.now();
      step(i);
      walls[records[i * FIELDS + KIND]!]!.push((performance.now() - start) * 1000);
    }
    // The block below makes its events once more, without the clock.
    state.events.since(0);
    const { user, system } = process.threadCpuUsage(busy);
    micros += user + system;
    const { committed } = exchange.run([exchange.priceTx()]);
    for (const { event } of committed.events) if (event.type === 'nave.clob.v1.OrderFilled') fills++;
  }
  const medians = [ADD, CANCEL, TAKE].map((kind) => median(walls[kind]!));
  return { perSecond: OPERATIONS / (micros / 1e6), medians, fills };
}

function inputOf(records: Int32Array, i: number): PlaceInput | CancelInput {
  const at = i * FIELDS;
  if (records[at + KIND] === CANCEL) {
    return { action: 'cancel', market: 1, subaccount: 0, orderId: undefined, clientOrderId: `o${records[at + REF]!}` };
  }
  return {
    action: 'place',
    market: 1,
    subaccount: 0,
    side: records[at + SIDE] === 0 ? 'buy' : 'sell',
    type: 'limit',
    lots: records[at + LOTS]!,
    ticks: records[at + TICKS]!,
    tif: records[at + KIND] === TAKE ? 'ioc' : 'gtc',
    postOnly: false,
    reduceOnly: false,
    clientOrderId: `o${i + 1}`,
    stp: 'cancel_maker',
    expiresAt: undefined,
    trigger: undefined,
    children: undefined,
    twap: undefined,
    builder: undefined,
  };
}

export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const { crypto } = await loadNativeCrypto();
  const stream = operationStream(200_000, 60);
  const runs: Run[] = [];
  for (let round = 0; round < (quick ? 2 : 4); round++) {
    const measured = replay(new Exchange({ crypto }), stream);
    if (measured.fills !== 2_951) throw new Error(`${measured.fills} fills, expected 2,951`);
    // The first round compiles.
    if (round > 0) runs.push(measured);
  }
  const rates = runs.map(({ perSecond }) => perSecond);
  const middle = median(rates);
  const { medians } = runs.find(({ perSecond }) => perSecond === middle)!;
  const parts = KINDS.map((name, i) => `${name} ${medians[i]!.toFixed(2)} µs`).join(', ');
  return [
    {
      name: 'keeper, the same stream, 2,000 accounts with 10 positions',
      value: middle,
      unit: 'op/s',
      target: { value: 400_000, atMost: false },
      peer: { name: 'dYdX v4 keeper', value: 8_000 },
      detail: `15,000 operations, client ids, margin check of every resting order, settlement, fees, events, one branch each, CPU of the thread; median wall ${parts}; ${Math.min(...rates).toFixed(0)}..${Math.max(...rates).toFixed(0)}; 2,951 fills`,
    },
  ];
}
