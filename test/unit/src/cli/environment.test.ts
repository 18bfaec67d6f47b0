import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command } from 'commander';
import { bindEnvironment } from '#src/cli/environment.ts';

/** What a command is given when its flags and variables are these. */
function parsed(args: readonly string[], variables: Readonly<Record<string, string>>): Record<string, unknown> {
  const program = new Command('nave').exitOverride();
  let seen: Record<string, unknown> = {};
  const flags = (command: Command): Command =>
    command
      .requiredOption('--from <key>')
      .option('--max-fee <amount>')
      .option('--keyring <file>')
      .option('--quiet')
      .action((options: Record<string, unknown>) => {
        seen = options;
      });
  flags(program.command('withdraw'));
  flags(program.command('start'));
  bindEnvironment(program);
  const kept = { ...process.env };
  Object.assign(process.env, variables);
  try {
    program.parse([...args], { from: 'user' });
  } finally {
    for (const name of Object.keys(variables)) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  }
  return seen;
}

test('every flag may be a variable; the flag wins', () => {
  const variables = { NAVE_FROM: 'alice', NAVE_MAX_FEE: '2', NAVE_QUIET: '1' };
  assert.deepEqual({ ...parsed(['withdraw'], variables) }, { from: 'alice', maxFee: '2', quiet: true });
  assert.deepEqual({ ...parsed(['withdraw', '--from', 'bob'], variables) }, { from: 'bob', maxFee: '2', quiet: true });
});

test('daemons read their variables themselves, and a keyring variable is no flag', () => {
  assert.deepEqual({ ...parsed(['withdraw', '--from', 'bob'], { NAVE_KEYRING: 'x' }) }, { from: 'bob' });
  assert.deepEqual({ ...parsed(['start', '--from', 'bob'], { NAVE_MAX_FEE: '2' }) }, { from: 'bob' });
});
