/** Exit codes of every command (api-types §6). */
export const EXIT = { ok: 0, failed: 1, usage: 2, unknown: 3 } as const;

/** An error a user can act on: one line on stderr, no stack. */
export class CliError extends Error {
  override name = 'CliError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export type OutputFormat = 'text' | 'json';

/** Prints one object: JSON on one line, or aligned `name value` lines. */
export function printObject(format: OutputFormat, value: object): void {
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(value)}\n`);
    return;
  }
  const rows = Object.entries(value);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, field] of rows) {
    const text = typeof field === 'object' && field !== null ? JSON.stringify(field) : String(field);
    process.stdout.write(`${name.padEnd(width)}  ${text}\n`);
  }
}

/** Prints a list: JSON on one line, or a table of the first object's columns. */
export function printTable(format: OutputFormat, rows: readonly object[]): void {
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  if (rows.length === 0) {
    process.stdout.write('(none)\n');
    return;
  }
  const names = Object.keys(rows[0]!);
  const cell = (row: object, name: string): string => {
    const value = (row as Record<string, unknown>)[name];
    if (value === null || value === undefined) return '-';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => cell(row, name).length)));
  const line = (texts: readonly string[]): string =>
    `${texts
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()}\n`;
  process.stdout.write(line(names));
  for (const row of rows) process.stdout.write(line(names.map((name) => cell(row, name))));
}
