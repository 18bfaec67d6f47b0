import type { TestKey } from '#test/support/signing.ts';
import type { TestChain, TestTx } from '#test/support/test-chain.ts';

/**
 * Everything a node's users do between blocks: read all there is, check, simulate and verify transactions. None of it may
 * leave a trace; the shadows, which nobody reads, would end at another app hash.
 */
export function readEverything(chain: TestChain, keys: readonly TestKey[], txs: readonly TestTx[]): void {
  const { view } = chain.app;
  view.assets();
  view.params();
  view.solvency();
  for (const { id } of view.markets()) {
    view.book(id, 10);
    view.bookOrders(id, 3);
    view.marketStatus(id);
    view.prices(id);
    view.funding(id);
    view.oracle(id);
    view.openInterestScalePpm(id);
    view.holders(id);
  }
  for (const { address } of keys) {
    view.findAccount(address);
    view.subaccounts(address);
    view.positions(address);
    view.orders(address);
    view.agents(address);
    view.fees(address);
    view.limits(address);
  }
  for (const { key, messages } of txs.slice(0, 3)) {
    const raw = chain.sign(key, messages);
    chain.app.checkTx(raw);
    chain.app.verifyTx(raw);
    const { tx } = chain.app.verifyTx(raw);
    if (tx !== undefined) chain.app.tryTx(tx);
  }
}
