import type { Command } from 'commander';

/** These read settings of a daemon or a home themselves, from the same variables. */
const OWN_READING: readonly string[] = ['start', 'localnet', 'init'];
/** A keyring named by variable does not hide the localnet's keys, as one named by flag does. */
const OWN_FLAGS: readonly string[] = ['--keyring', '--version', '--help'];

/** Every flag may also be a variable: `--max-fee` is NAVE_MAX_FEE (api-types §6). Flags win. */
export function bindEnvironment(command: Command): void {
  if (OWN_READING.includes(command.name())) return;
  for (const option of command.options) {
    if (option.long === undefined || option.long === null || OWN_FLAGS.includes(option.long)) continue;
    option.env(`NAVE_${option.long.slice(2).replaceAll('-', '_').toUpperCase()}`);
    // Commander itself listens only where the variable was named before the option was added.
    command.on(`optionEnv:${option.name()}`, (value: string | undefined) => {
      command.setOptionValueWithSource(option.attributeName(), value ?? true, 'env');
    });
  }
  for (const child of command.commands) bindEnvironment(child);
}
