import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Application } from '#chain/app.ts';
import { exportState } from '#chain/genesis/export.ts';
import { toBase64, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { deploySalt, initCodeHash, vaultAddress } from '#chain/modules/bridge/abi/deploy.ts';
import { messages } from '#proto/generated/messages.ts';
import {
  MsgRegisterRoute,
  MsgRegisterSpoke,
  MsgSetSpokeState,
  MsgUpdateParams,
} from '#proto/generated/nave.bridge.v1.ts';
import { BridgeChain, USD, USDC_TOKEN } from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';
import { blockRequest, initChain } from '#test/support/test-chain.ts';

const alice = new TestKey('alice', 'ethsecp256k1');

function register(bridge: BridgeChain, claim: object, key = bridge.authority): { code: number; log: string } {
  const text = JSON.stringify(claim);
  const [result] = bridge.block([{ key, messages: [message(MsgRegisterSpoke, { authority: key.text, spoke: text })] }]);
  return result!;
}

test('a claim that breaks a rule is refused with the path of its field', () => {
  const bridge = new BridgeChain({ spokes: 0 });
  const config = bridge.config();
  const claim = bridge.claim(1, config);
  const wrong: [object, RegExp][] = [
    [{ ...claim, id: '0' }, /spoke\.id/],
    [{ ...claim, vault: '0x12' }, /spoke\.vault/],
    [{ ...claim, nativeAsset: 'DOGE' }, /spoke\.nativeAsset/],
    [{ ...claim, finality: 'soon' }, /spoke\.finality/],
    [{ ...claim, extra: 1 }, /spoke\.extra/],
    [bridge.claim(1, { ...config, initialSet: { ...config.initialSet, totalPower: 41n } }), /TotalPowerMismatch/],
    [
      bridge.claim(1, { ...config, initialSet: { ...config.initialSet, hot: [...config.initialSet.cold] } }),
      /SetsOverlap/,
    ],
    [bridge.claim(1, { ...config, initialSet: { ...config.initialSet, createdAt: 99_999_999_999n } }), /createdAt/],
    [bridge.claim(1, { ...config, initialSet: { ...config.initialSet, createdAt: 1n } }), /createdAt/],
    [bridge.claim(1, { ...config, initialSet: { ...config.initialSet, hubHeight: 9_999n } }), /hubHeight/],
  ];
  for (const [one, path] of wrong) {
    const { code, log } = register(bridge, one);
    assert.equal(code, 8001, String(path));
    assert.match(log, path);
  }
  const [relayer] = bridge.validators;
  assert.equal(register(bridge, claim, relayer!.operator).code, 5032);
  assert.equal(register(bridge, claim).code, 0);
  assert.match(register(bridge, claim).log, /registered/);
});

test('with creation code the address must be what code, hub, set and limits give', () => {
  const bridge = new BridgeChain({ spokes: 0 });
  const config = bridge.config();
  const code = new Uint8Array(64).fill(7);
  const creationCode = toBase64(code);
  const salt = deploySalt(nobleCrypto, config.hubSalt, 31_337, 0);
  const vault = `0x${toHex(vaultAddress(nobleCrypto, salt, initCodeHash(nobleCrypto, code, config)))}`;
  assert.match(register(bridge, bridge.claim(1, config, { creationCode })).log, /spoke\.vault/);
  const other = { ...config, aggregateCap: config.aggregateCap + 1n };
  assert.match(register(bridge, bridge.claim(1, other, { creationCode, vault })).log, /spoke\.vault/);
  assert.equal(register(bridge, bridge.claim(1, config, { creationCode, vault })).code, 0);
});

test('a set of other validators than the present ones is no set of this hub', () => {
  const bridge = new BridgeChain({ spokes: 0 });
  const claim = bridge.claim(1, bridge.config());
  bridge.keepers().power.setStakedPower(bridge.validators[1]!.operator.address, 3);
  assert.match(register(bridge, claim).log, /present validators/);
});

test('routes: decimals are the vault’s and for good, one asset a token', () => {
  const bridge = new BridgeChain();
  const add = (route: object): string => {
    const authority = bridge.authority.text;
    const one = message(MsgRegisterRoute, { authority, route: JSON.stringify(route) });
    return bridge.block([{ key: bridge.authority, messages: [one] }])[0]!.log;
  };
  const token = `0x${'44'.repeat(20)}`;
  const route = { spoke: '1', token, tokenDecimals: '6', asset: 'USDT', feeFloor: '1' };
  assert.match(add({ ...route, spoke: '2' }), /route\.spoke/);
  assert.match(add({ ...route, asset: 'USDC' }), /has a route there/);
  assert.match(add({ ...route, token: `0x${toHex(USDC_TOKEN)}` }), /this token has a route/);
  const vault = bridge.vaults.get(1)!;
  const limits = {
    weight: 1n,
    minDeposit: 1n,
    depositCap: 9n,
    cap: 9n,
    rate: 1n,
    instantMax: 1n,
    dispute: 60n,
    maxDelay: 60n,
  };
  const bytes = new Uint8Array(20).fill(0x44);
  vault.emit({ type: 'TokenSet', token: bytes, flags: 3n, decimals: 8n, hubDecimals: 6n, ...limits });
  bridge.attestAll();
  assert.match(add(route), /tokenDecimals/);
  assert.match(add({ ...route, tokenDecimals: '8', asset: 'wBTC' }), /route\.asset/);
  assert.equal(add({ ...route, tokenDecimals: '8' }), '');
  vault.emit({ type: 'TokenSet', token: bytes, flags: 3n, decimals: 9n, hubDecimals: 6n, ...limits });
  bridge.attestAll();
  assert.equal(bridge.spoke(1).reason, 'contradiction');
});

test('parameters change by the authority’s word only, inside their ranges, and the event says old and new', () => {
  const bridge = new BridgeChain();
  const update = (params: object, key = bridge.authority): number =>
    bridge.send(key, message(MsgUpdateParams, { authority: key.text, params: JSON.stringify(params) }));
  assert.equal(update({ eventsPerBlock: '0' }), 8001);
  assert.equal(update({ eventsPerBlok: '1' }), 8001);
  assert.equal(update({ eventsPerBlock: '20' }, bridge.validators[0]!.operator), 5032);
  assert.equal(update({ eventsPerBlock: '20' }), 0);
  const event = bridge.chain.events.find(({ type }) => type.endsWith('ParamsUpdated'))!;
  assert.match(String(event.before), /"eventsPerBlock":"50"/);
  assert.match(String(event.after), /"eventsPerBlock":"20"/);
  assert.equal(bridge.keepers().bridge.base.params.eventsPerBlock, 20);
  const authority = bridge.authority.text;
  assert.equal(bridge.send(bridge.authority, message(MsgSetSpokeState, { authority, spoke: 1, state: 9 })), 8001);
});

test('a chain without a bridge section has no spokes and no authority', () => {
  const bridge = new BridgeChain({ spokes: 0 });
  const { bridge: _section, ...app_state } = bridge.chain.genesis.app_state;
  const app = new Application();
  initChain(app, { ...bridge.chain.genesis, app_state });
  app.finalizeBlock(blockRequest(1, bridge.chain.timeNs, []));
  app.commit();
  assert.equal([...app.records.records()].filter(({ key }) => key[0]! >= 0x80 && key[0]! < 0x90).length, 0);
});

test('replayed from genesis, and exported into another chain, the bridge is the same and goes on', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
  const id = bridge.withdraw(alice);
  bridge.payOut(1, id);
  bridge.withdraw(alice);
  bridge.vaults.get(1)!.deposit(USDC_TOKEN, alice.address, 5n * USD);
  bridge.block([bridge.attestation(0, 1, bridge.news(0, 1))]);

  const replay = new Application({ verify: true });
  initChain(replay, bridge.chain.genesis);
  for (const [i, { txs, timeNs, appHash }] of bridge.chain.blocks.entries()) {
    assert.deepEqual(replay.finalizeBlock(blockRequest(i + 1, timeNs, txs)).appHash, appHash, `height ${i + 1}`);
    replay.commit();
  }

  const { height } = bridge.chain;
  const next = new Application({ invariantsEvery: 1 });
  next.initChain({
    chainId: bridge.chain.chainId,
    genesisTimeNs: bridge.chain.timeNs,
    initialHeight: height + 1,
    validators: [],
    appState: { export: exportState(bridge.app.records) },
  });
  const before = bridge.spoke(1);
  bridge.chain.app = next;
  assert.deepEqual(bridge.spoke(1), before);
  for (const i of [1, 2]) bridge.block([bridge.attestation(i, 1, bridge.news(i, 1))]);
  assert.equal(bridge.balance(alice), 805n * USD);
  bridge.requireConserved();
});

test('every event of the bridge has a protobuf message that takes all its fields', () => {
  const bridge = new BridgeChain({ normalLagMs: 5000 });
  const seen = new Map<string, object>();
  const note = (): void => {
    for (const event of bridge.chain.events) if (event.type.startsWith('nave.bridge')) seen.set(event.type, event);
  };
  bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
  note();
  bridge.withdraw(alice);
  note();
  bridge.keepers().power.setStakedPower(bridge.validators[1]!.operator.address, 5);
  for (let i = 0; i < 18; i++) {
    bridge.block();
    note();
  }
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalExpired', id: 9n });
  bridge.attestAll();
  note();
  for (const [type, event] of seen) {
    const codec = messages.get(`/${type}`);
    assert.ok(codec, type);
    const { type: _, ...fields } = event as { type: string };
    assert.deepEqual(codec.decode(codec.encode(fields)), fields, type);
  }
  assert.ok(seen.size >= 8, [...seen.keys()].join());
});
