import { Application } from '#chain/app.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { BridgeChain, USD, USDC_TOKEN } from '#test/support/bridge-chain.ts';
import { TestKey } from '#test/support/signing.ts';
import { blockRequest } from '#test/support/test-chain.ts';
const { crypto } = await loadNativeCrypto();
const bridge = new BridgeChain({ powers: Array<number>(20).fill(10), invariantsEvery: 0, params: { eventsPerBlock: '1000', solvencyEvery: '1' }, create: () => new Application({ crypto }) });
const vault = bridge.vaults.get(1)!; const key = new TestKey('d', 'ethsecp256k1');
const first = vault.seen.length; const E = 2000;
for (let i = 0; i < E; i++) vault.deposit(USDC_TOKEN, key.address, USD);
let us = 0;
for (let from = first; from < first + E; from += 100) {
  bridge.chain.timeNs += 1_000_000_000n;
  const raw = bridge.validators.map((_, i) => bridge.attestation(i, 1, vault.seen.slice(from, from + 100))).map((tx) => bridge.chain.sign(tx.key, tx.messages));
  const request = blockRequest(++bridge.chain.height, bridge.chain.timeNs, raw);
  const a = process.cpuUsage();
  bridge.app.finalizeBlock(request); bridge.app.commit();
  const b = process.cpuUsage(a); us += b.user + b.system;
}
console.log('exec cpu ms', us / 1000, 'votes/s cpu', E * 20 / (us / 1e6));
