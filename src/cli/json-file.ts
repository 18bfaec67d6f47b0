import { readFileSync } from 'node:fs';
import { CliError } from './output.ts';

/** JSON of a file a user names. Throws CliError. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const { message, code } = cause as Error & { code?: string };
    throw new CliError(code === undefined ? `${file} is not JSON: ${message}` : `${file} cannot be read: ${code}`);
  }
}
