import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '#chain/lib/bytes.ts';
import { GenesisFileError, hashGenesis, parseGenesisDoc } from '#src/engine/genesis-doc.ts';
import { testGenesis } from '#test/support/solo-chain.ts';

const json = testGenesis({ genesis_time: '2026-01-01T00:00:00Z' }).json;

test('the genesis hash does not depend on key order, spaces or the form of numbers and times', () => {
  const shuffled = Object.fromEntries(Object.entries(json).reverse());
  const same = parseGenesisDoc({ ...shuffled, initial_height: 1, genesis_time: '2026-01-01T01:00:00.000+01:00' });
  assert.equal(toHex(hashGenesis(same)), toHex(hashGenesis(parseGenesisDoc(json))));
  const other = parseGenesisDoc({ ...json, app_state: { hello: 'mars' } });
  assert.notEqual(toHex(hashGenesis(other)), toHex(hashGenesis(same)));
});

test('missing consensus params take the chain’s defaults', () => {
  const { consensusParams } = parseGenesisDoc(json);
  assert.equal(consensusParams.blockMaxBytes, 2_097_152);
  assert.equal(consensusParams.blockMaxGas, -1n);
});

test('broken fields are named', () => {
  const validator = (json.validators as object[])[0]!;
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ chain_id: '' }, /GenesisFileError: chain_id:/],
    [{ genesis_time: 'yesterday' }, /GenesisFileError: genesis_time:/],
    [{ initial_height: '0' }, /GenesisFileError: initial_height:/],
    [{ initial_height: '-1' }, /GenesisFileError: initial_height:/],
    [{ validators: 'none' }, /GenesisFileError: validators:/],
    [{ validators: [{ ...validator, power: '0' }] }, /GenesisFileError: validators\[0\]\.power:/],
    [{ validators: [{ ...validator, pub_key: { type: 'x' } }] }, /GenesisFileError: validators\[0\]\.pub_key\.type:/],
    [
      { validators: [{ ...validator, pub_key: { type: 'tendermint/PubKeyEd25519', value: 'AA==' } }] },
      /pub_key\.value/,
    ],
    [{ consensus_params: { block: { max_bytes: 'many' } } }, /GenesisFileError: consensus_params\.block\.max_bytes:/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => parseGenesisDoc({ ...json, ...change }), message, JSON.stringify(change));
  }
});

test('any JSON is a genesis or refused as none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(json), 'consensus_params'), (value, key) => {
      try {
        hashGenesis(parseGenesisDoc({ ...json, [key]: value }));
      } catch (error) {
        assert.ok(error instanceof GenesisFileError, String(error));
      }
    }),
  );
});
