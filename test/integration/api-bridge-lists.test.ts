import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { isErrorCode } from '#chain/lib/error-codes.ts';
import type { Deposit, Withdrawal } from '#src/api/schemas/bridge.ts';
import type { AccountEvent } from '#src/api/schemas/history.ts';
import { BridgeApi } from '#test/support/bridge-api.ts';
import { type BridgeChain, STRANGE_TOKEN, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { TestKey } from '#test/support/signing.ts';
import { WsClient } from '#test/support/ws-client.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');

/** Paid, signed and waiting withdrawals, a deposit in quarantine: what every list of the bridge shows. */
describe('the lists of the bridge', () => {
  let api: BridgeApi;
  let bridge: BridgeChain;
  let socket: WsClient;

  const withdrawals = (query = ''): Promise<Withdrawal[]> => api.get(`/accounts/${alice.text}/withdrawals${query}`);

  before(async () => {
    api = new BridgeApi({ spokes: 2 });
    bridge = api.bridge;
    socket = await WsClient.connect(await api.rig.api.start());
    bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
    bridge.deposit(2, bob, USDC_TOKEN, 100n * USD);
    bridge.vaults.get(1)!.deposit(STRANGE_TOKEN, alice.address, 5n);
    bridge.attestAll();
    for (let i = 0; i < 2; i++) bridge.payOut(1, bridge.withdraw(alice));
    const id = bridge.withdraw(alice, { spoke: 2, amount: String(150n * USD) });
    for (let i = 0; i < 20 && bridge.findWithdrawal(2, id)!.state !== 'signed'; i++) bridge.block();
  });
  after(async () => {
    await socket.close();
    await api.rig.close();
    bridge.requireConserved();
  });

  test('lists are paged without repeats while rows change, and a cursor belongs to its filter', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const { status, body } = await api.ask(`/bridge/withdrawals?order=asc&limit=2${cursor}`);
      assert.equal(status, 200);
      seen.push(...(body.data as Withdrawal[]).map(({ id }) => id));
      cursor = `&cursor=${String(body.nextCursor)}`;
      more = body.hasMore as boolean;
      if (seen.length === 2) bridge.payOut(1, bridge.withdraw(alice));
    }
    const whole = await api.get<Withdrawal[]>('/bridge/withdrawals?order=asc&limit=1000');
    assert.deepEqual(
      seen,
      whole.map(({ id }) => id),
    );
    assert.equal((await api.ask(`/bridge/withdrawals?order=asc&spoke=1${cursor}`)).body.code, 8003);
    assert.equal((await api.ask(`/accounts/${alice.text}/withdrawals?order=asc${cursor}`)).body.code, 8003);
  });

  test('bad input gets its documented error, never an empty list', async () => {
    const cases: readonly (readonly [path: string, status: number, code: number, field?: string])[] = [
      ['/bridge/deposits?spoke=9', 404, 6001],
      ['/bridge/withdrawals?spoke=9', 404, 6001],
      ['/bridge/batches?spoke=9', 404, 6001],
      ['/bridge/quarantine?spoke=9', 404, 6001],
      [`/accounts/${alice.text}/deposits?spoke=9`, 404, 6001],
      [`/accounts/${alice.text}/withdrawals?spoke=9`, 404, 6001],
      ['/bridge/deposits?state=lost', 400, 8001, 'state'],
      ['/bridge/withdrawals?state=credited', 400, 8001, 'state'],
      ['/bridge/batches?state=signed', 400, 8001, 'state'],
      ['/bridge/quarantine?state=credited', 400, 8001, 'state'],
      ['/bridge/deposits?spoke=0', 400, 8001, 'spoke'],
      ['/bridge/deposits?spoke=1e0', 400, 8001, 'spoke'],
      ['/bridge/deposits?account=x', 400, 8001, 'account'],
      ['/bridge/deposits?limit=1001', 400, 8001, 'limit'],
      ['/bridge/deposits?cursor=abc', 400, 8003],
      ['/bridge/deposits?since=5&until=4', 400, 8001, 'until'],
      ['/accounts/0x12/withdrawals', 400, 8001, 'account'],
      ['/bridge/spokes?spoke=1', 400, 8001, 'spoke'],
      ['/bridge/quote', 400, 8001, 'spoke'],
      ['/bridge/quote?spoke=1&asset=USDC', 400, 8001, 'amount'],
      ['/bridge/quote?spoke=9&asset=USDC&amount=1', 404, 6001],
      ['/bridge/quote?spoke=1&asset=NONE&amount=1', 400, 8001, 'asset'],
      ['/bridge/quote?spoke=1&asset=USDT&amount=1', 422, 6003],
      ['/bridge/quote?spoke=1&asset=USDC&amount=0', 422, 6004],
      ['/bridge/quote?spoke=1&asset=USDC&amount=-5', 400, 8001, 'amount'],
      ['/bridge/quote?spoke=1&asset=USDC&amount=1.0000001', 400, 8001, 'amount'],
      ['/bridge/quote?spoke=1&asset=USDC&amount=0.05', 422, 6004],
      ['/bridge/quote?spoke=1&asset=USDC&amount=5&account=nobody', 400, 8001, 'account'],
    ];
    for (const [path, status, code, field] of cases) {
      const answer = await api.ask(path);
      assert.deepEqual([answer.status, answer.body.code], [status, code], `${path}: ${JSON.stringify(answer.body)}`);
      if (code === 6004) assert.deepEqual(answer.body.details, { fee: '0.1', min: '0.101' }, path);
      if (field !== undefined) assert.equal((answer.body.details as { field: string }).field, field, path);
    }
  });

  test('whatever the query says, the answer is a page or a documented refusal', async () => {
    const value = fc.oneof(
      fc.constantFrom(
        '0',
        '1',
        '2',
        '9',
        'delayed',
        'credited',
        'USDC',
        'ETH',
        '5',
        '0.1',
        alice.text,
        'asc',
        '-1',
        '1e9',
      ),
      fc.string({ maxLength: 20 }),
      fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
    );
    const names = [
      'spoke',
      'state',
      'limit',
      'cursor',
      'order',
      'since',
      'until',
      'asset',
      'amount',
      'account',
      'height',
    ];
    const query = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 5 });
    const routes = ['spokes', 'quote', 'deposits', 'withdrawals', 'batches', 'quarantine'];
    const check = async (route: string, pairs: readonly (readonly [string, string])[]): Promise<void> => {
      const path = `/bridge/${route}?${pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')}`;
      const { status, body } = await api.ask(path);
      const isKnown = status === 200 || (status < 500 && isErrorCode(body.code as number));
      assert.ok(isKnown, `${path}: ${status} ${JSON.stringify(body)}`);
    };
    const property = fc.asyncProperty(fc.constantFrom(...routes), query, check);
    await fc.assert(property, { numRuns: 400 });
  });

  test('every answer of the bridge is as the OpenAPI document says, and none is empty', async () => {
    const { body: document } = await api.ask('/openapi.json');
    const { paths, components } = document as unknown as {
      paths: Record<string, { get?: { responses: Record<string, { content: Record<string, { schema: object }> }> } }>;
      components: object;
    };
    const ajv = new Ajv2020({ strict: false });
    const routes = Object.keys(paths).filter((path) =>
      /bridge|deposits|withdrawals|assets|solvency|balances/.test(path),
    );
    assert.equal(routes.length, 11);
    for (const path of routes) {
      const query = path === '/bridge/quote' ? '?spoke=1&asset=USDC&amount=5' : '';
      const { body } = await api.ask(`${path.replace('{account}', alice.text)}${query}`);
      const { schema } = paths[path]!.get!.responses['200']!.content['application/json']!;
      const validate = ajv.compile({ ...schema, components });
      assert.ok(validate(body), `${path}: ${JSON.stringify(validate.errors)} ${JSON.stringify(body)}`);
      assert.notDeepEqual(body.data, [], path);
    }
  });

  test('spokes, routes, quotes and money in flight are read at old heights as they were then', async () => {
    const paths = [
      '/bridge/spokes',
      '/assets',
      '/solvency',
      `/accounts/${alice.text}/balances`,
      `/bridge/quote?spoke=1&asset=USDC&amount=5&account=${alice.text}`,
    ];
    const at = (path: string, height: number): string => `${path}${path.includes('?') ? '&' : '?'}height=${height}`;
    const seen: (readonly [path: string, body: object])[] = [];
    const note = async (): Promise<void> => {
      const { height } = bridge.app.view.chain();
      for (const path of paths) seen.push([at(path, height), (await api.ask(path)).body]);
    };
    const id = bridge.withdraw(alice);
    await note();
    bridge.payOut(1, id);
    await note();
    bridge.deposit(1, bob, WETH_TOKEN, 10n ** 18n);
    assert.equal(new Set(seen.map(([, body]) => JSON.stringify(body))).size, seen.length, 'every state is another one');
    for (const [path, body] of seen) assert.deepEqual((await api.ask(path)).body, body, path);
  });

  test('the channel is resumed where it was left, and its snapshot is what is under way', async () => {
    const id = bridge.withdraw(alice);
    const { accountSeq } = await api.get<{ accountSeq: number }>(`/accounts/${alice.text}`);
    const resumeFrom = accountSeq - 4;
    const missed = await api.get<AccountEvent[]>(
      `/accounts/${alice.text}/events?afterSeq=${resumeFrom}&channels=bridge`,
    );
    const params = { channel: 'bridge', account: alice.text };
    const ack = await socket.call<{ resumed: boolean }>('subscribe', { ...params, sub: 'r', resumeFrom });
    assert.equal(ack.resumed, true);
    const frames: AccountEvent[] = [];
    while (frames.length < missed.length) frames.push(...((await socket.of('r')).data as AccountEvent[]));
    assert.deepEqual(frames, missed);
    await socket.call('subscribe', { ...params, sub: 's', subaccount: 0 });
    const snapshot = (await socket.of('s')).data as unknown as { deposits: Deposit[]; withdrawals: Withdrawal[] };
    assert.deepEqual(snapshot.withdrawals.map((one) => one.id).toSorted(), [`1-${id}`, '2-1', '2-2']);
    const notFinal = (await withdrawals('?order=asc')).filter(({ state }) => ['signed', 'delayed'].includes(state));
    assert.deepEqual(snapshot.withdrawals, notFinal);
    assert.deepEqual(
      snapshot.deposits.map((one) => one.id),
      ['1-8'],
    );
    await socket.call('subscribe', { ...params, sub: 'o', subaccount: 3 });
    assert.deepEqual((await socket.of('o')).data, { deposits: [], withdrawals: [] });
  });
});
