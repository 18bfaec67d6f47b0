import { createAccounts } from '#chain/modules/accounts/module.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { ParamsStore } from '#chain/state/params-store.ts';

/** 20 bytes that differ by `n`. */
export function testAddress(n: number): Uint8Array {
  const bytes = new Uint8Array(20).fill(0xa0);
  new DataView(bytes.buffer).setUint32(16, n);
  return bytes;
}

/** An accounts module of its own, with a block whose time and height a test sets. */
export function accountsFixture(actionBudget = '10') {
  const journal = new Journal();
  const events = new EventLog(journal);
  const block = {
    chainId: 'nave-local-test',
    hubSalt: new Uint8Array(32),
    height: 1,
    timeMs: 1_795_000_000_000,
    previousTimeMs: 0,
  };
  const { keeper, module } = createAccounts({ journal, events, block }, new ParamsStore(journal));
  module.initGenesis({ params: { actionBudget } });
  return { journal, events, block, keeper, module };
}
