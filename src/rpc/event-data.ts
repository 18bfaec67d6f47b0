import {
  base64,
  blockIdJson,
  blockJson,
  eventJson,
  finalizeBlockJson,
  headerJson,
  txResultJson,
  upperHex,
  validatorJson,
} from '#src/engine/block/json.ts';
import { validatorSetOf } from '#src/engine/block/validator-set.ts';
import { eventValues } from '#src/engine/query/event-values.ts';
import type { EventValues } from '#src/engine/query/match.ts';
import type { PublishedBlock } from '#src/engine/solo/solo-engine.ts';

/** Types a subscription can name in `tm.event`. */
export type EventType = 'NewBlock' | 'NewBlockHeader' | 'NewBlockEvents' | 'Tx' | 'ValidatorSetUpdates';

/** One event as subscribers may see it; its JSON is made once, and only when somebody listens. */
export class RpcEvent {
  readonly values: EventValues;
  private readonly type: EventType;
  private readonly value: () => object;
  private text: string | undefined;

  constructor(type: EventType, values: EventValues, value: () => object) {
    this.type = type;
    this.values = values;
    this.value = value;
  }

  /** `"data":{…},"events":{…}`. */
  get body(): string {
    if (this.text === undefined) {
      const data = JSON.stringify({ type: `tendermint/event/${this.type}`, value: this.value() });
      this.text = `"data":${data},"events":${JSON.stringify(Object.fromEntries(this.values))}`;
    }
    return this.text;
  }
}

/** A tx result inside an event: fields at their zero value are left out, as Go's encoder does there. */
function sparseTxResult(result: Parameters<typeof txResultJson>[0]): object {
  const full = txResultJson(result);
  const isSet = ([key, value]: [string, unknown]): boolean =>
    key === 'events' ? result.events.length > 0 : value !== 0 && value !== '' && value !== '0' && value !== null;
  return Object.fromEntries(Object.entries(full).filter(isSet));
}

function txEvent({ committed }: PublishedBlock, index: number): RpcEvent {
  const { bytes, hash, result } = committed.txs[index]!;
  const height = String(committed.height);
  const values = eventValues(result.events, { 'tm.event': 'Tx', 'tx.hash': upperHex(hash), 'tx.height': height });
  return new RpcEvent('Tx', values, () => ({
    TxResult: { height, ...(index > 0 && { index }), tx: base64(bytes), result: sparseTxResult(result) },
  }));
}

/** The events of a block, of the types in `wanted` only, in CometBFT's order. */
export function* eventsOf(block: PublishedBlock, wanted: ReadonlySet<EventType>): Generator<RpcEvent> {
  const { stored } = block;
  const { results, header } = stored;
  const typed = (type: EventType, isWithEvents: boolean): EventValues =>
    eventValues(isWithEvents ? results.events : [], { 'tm.event': type });
  if (wanted.has('NewBlock')) {
    yield new RpcEvent('NewBlock', typed('NewBlock', true), () => ({
      block: blockJson(stored.block),
      block_id: blockIdJson(stored.blockId),
      result_finalize_block: finalizeBlockJson(results),
    }));
  }
  if (wanted.has('NewBlockHeader')) {
    yield new RpcEvent('NewBlockHeader', typed('NewBlockHeader', false), () => ({ header: headerJson(header) }));
  }
  if (wanted.has('NewBlockEvents')) {
    yield new RpcEvent('NewBlockEvents', typed('NewBlockEvents', true), () => ({
      height: String(header.height),
      events: results.events.length === 0 ? null : results.events.map(eventJson),
      num_txs: String(stored.block.txs.length),
    }));
  }
  if (wanted.has('Tx')) for (let i = 0; i < block.committed.txs.length; i++) yield txEvent(block, i);
  if (wanted.has('ValidatorSetUpdates') && results.validatorUpdates.length > 0) {
    const updates = validatorSetOf(results.validatorUpdates);
    yield new RpcEvent('ValidatorSetUpdates', typed('ValidatorSetUpdates', false), () => ({
      validator_updates: updates.map(validatorJson),
    }));
  }
}
