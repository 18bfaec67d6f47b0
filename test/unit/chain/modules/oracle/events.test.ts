import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signerSetChanged, signerSetPending } from '#chain/modules/oracle/events.ts';
import { messages } from '#proto/generated/messages.ts';
import { localnetKey } from '#src/localnet/public-keys.ts';
import { BTC, OracleChain } from '#test/support/oracle-chain.ts';

test('every event of these modules has a protobuf message that takes all its fields', () => {
  const chain = new OracleChain().begin();
  const events: { readonly type: string }[] = chain.events.take().map(({ event }) => event);
  events.push(...chain.next(1000, [{}, { feedId: new Uint8Array(32).fill(1) }]));
  chain.markets.keeper.quarantine(BTC, 'test');
  chain.markets.keeper.update(chain.markets.keeper.get(BTC));
  chain.power.keeper.reportFault(localnetKey('operator', 0).address, 'downtime', 1);
  events.push(...chain.next(1000));
  for (let i = 0; i < 3; i++) events.push(...chain.next(70_000));
  events.push(signerSetPending('n', 1, 2), signerSetChanged('n', 1, [new Uint8Array(20)]));
  const types = new Set(events.map((event) => event.type));
  assert.equal(types.size, 12, [...types].join());
  for (const event of events) {
    const codec = messages.get(`/${event.type}`);
    assert.ok(codec, event.type);
    const { type: _, ...fields } = event;
    assert.deepEqual(codec.decode(codec.encode(fields)), fields, event.type);
  }
});
