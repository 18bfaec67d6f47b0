import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountFromAny } from '@cosmjs/stargate';
import {
  QueryAccountRequest,
  QueryAccountResponse,
  QueryAccountsResponse,
} from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { formatAddress } from '#chain/lib/address.ts';
import { AppError } from '#chain/lib/errors.ts';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import { Query as Auth } from '#proto/generated/cosmos.auth.v1beta1.ts';
import { QueryLimitsRequest, QueryLimitsResponse } from '#proto/generated/nave.accounts.v1.ts';
import { accountsFixture, testAddress } from '#test/support/accounts-fixture.ts';

const ACCOUNT = '/cosmos.auth.v1beta1.Query/Account';

test('CosmJS reads an account with either key type, and nothing of an unknown one', () => {
  const { keeper, module } = accountsFixture();
  const ask = (n: number) =>
    module.queries![ACCOUNT]!(QueryAccountRequest.encode({ address: formatAddress(testAddress(n)) }).finish());
  const key = new Uint8Array(33).fill(2);
  for (const [n, algo] of [undefined, 'secp256k1', 'ethsecp256k1'].entries()) {
    const number = keeper.create(testAddress(n));
    if (algo !== undefined) keeper.setPublicKey(number, { algo: algo as 'secp256k1', key });
    keeper.useSequence(number);
    const account = accountFromAny(QueryAccountResponse.decode(ask(n)).account!);
    assert.equal(account.address, formatAddress(testAddress(n)));
    assert.equal(account.accountNumber, BigInt(n));
    assert.equal(account.sequence, 1);
    const type = { secp256k1: 'tendermint/PubKeySecp256k1', ethsecp256k1: 'os/PubKeyEthSecp256k1' };
    assert.equal(account.pubkey?.type, algo === undefined ? undefined : type[algo as 'secp256k1']);
  }
  assert.throws(
    () => ask(9),
    (error) => error instanceof AppError && error.message.startsWith('rpc error: code = NotFound'),
  );
});

test('pages of accounts are complete and in order of number, both ways', () => {
  const { keeper, module } = accountsFixture();
  for (let n = 0; n < 25; n++) keeper.create(testAddress(100 - n));
  for (const reverse of [false, true]) {
    const seen: bigint[] = [];
    let key: Uint8Array = new Uint8Array(0);
    do {
      const request = { pagination: { key, offset: 0n, limit: 10n, countTotal: true, reverse } };
      const bytes = Auth.accounts.request.encode(request);
      const page = QueryAccountsResponse.decode(module.queries![Auth.accounts.path]!(bytes));
      assert.equal(page.pagination!.total, 25n);
      seen.push(...page.accounts.map((any) => accountFromAny(any).accountNumber));
      key = page.pagination!.nextKey;
    } while (key.length > 0);
    const expected = Array.from({ length: 25 }, (_, n) => BigInt(n));
    assert.deepEqual(seen, reverse ? expected.reverse() : expected);
  }
});

test('limits show counters, and a request of another form is refused', () => {
  const { keeper, module } = accountsFixture('100');
  keeper.create(testAddress(1));
  const path = '/nave.accounts.v1.Query/Limits';
  const account = formatAddress(testAddress(1));
  const limits = QueryLimitsResponse.decode(module.queries![path]!(QueryLimitsRequest.encode({ account })));
  assert.deepEqual(limits.cancels, { limit: 200, used: 0, nextAt: undefined });
  assert.equal(limits.openOrders, 1000);
  assert.throws(
    () => module.queries![path]!(new Uint8Array([0xff])),
    (error) => error instanceof AppError && error.code === 8001,
  );
});

test('genesis names the field that is wrong', () => {
  for (const [section, path] of [
    [{ params: { actionBudget: '0' } }, 'app_state.accounts.params.actionBudget'],
    [{ params: { actionBudget: 5 } }, 'app_state.accounts.params.actionBudget'],
    [{ params: { actionBudget: '5', more: '1' } }, 'app_state.accounts.params.more'],
    [{}, 'app_state.accounts.params'],
  ] as const) {
    assert.throws(
      () => accountsFixture().module.initGenesis(section),
      (error) => error instanceof GenesisError && error.path === path,
    );
  }
});
