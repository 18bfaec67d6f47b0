import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLocalnetHome } from '#src/localnet/localnet-home.ts';
import { OPERATORS, operatorKeysFile, readOperatorKeys, requireOperators } from '#src/localnet/operators.ts';

const folder = mkdtempSync(join(tmpdir(), 'nave-operators-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly name: string;
  readonly relayer: string;
  readonly hot: string;
  readonly consensusKey?: string;
}

test('a new home has four operators of equal power, one of which makes the blocks; each has a key file of its own', () => {
  const root = join(folder, 'new');
  const { genesis } = openLocalnetHome(root, { seed: 1, reset: false, evm: true });
  requireOperators(root, genesis);
  const { validators, bridge } = genesis.app_state as { validators: Row[]; bridge: { authority: string } };
  assert.deepEqual(
    validators.map(({ name, consensusKey }) => [name, consensusKey !== undefined]),
    [
      ['local-0', true],
      ['local-1', false],
      ['local-2', false],
      ['local-3', false],
    ],
  );
  assert.match(bridge.authority, /^0x[0-9a-f]{40}$/);
  for (const [i, { relayer, hot }] of validators.entries()) {
    const keys = readOperatorKeys(root, i);
    assert.deepEqual([keys.relayer.address, keys.hot.address], [relayer, hot]);
    assert.equal(statSync(operatorKeysFile(root, i)).mode & 0o777, 0o600);
  }
  assert.equal(new Set(validators.flatMap(({ relayer, hot }) => [relayer, hot])).size, 2 * OPERATORS);
});

test('money of people is issued at genesis only where no spokes run', () => {
  const issued = (name: string, evm: boolean): number => {
    const { genesis } = openLocalnetHome(join(folder, name), { seed: 1, reset: false, evm });
    return (genesis.app_state as { balances: unknown[] }).balances.length;
  };
  assert.equal(issued('alone', false) - issued('spokes', true), 2);
});

test('a home of an earlier version, or one that lost keys, is refused in one line that says what to do', () => {
  const root = join(folder, 'old');
  const { genesis } = openLocalnetHome(root, { seed: 1, reset: false, evm: true });
  const { bridge: _bridge, ...rest } = genesis.app_state;
  assert.throws(
    () => requireOperators(root, { ...genesis, app_state: rest }),
    /--reset, or go on without .* --no-evm$/,
  );
  rmSync(operatorKeysFile(root, 2));
  assert.throws(() => requireOperators(root, genesis), /made by an earlier version/);
});
