import { readFileSync } from 'node:fs';
import { type GenesisDoc, parseGenesisDoc } from '#src/engine/genesis-doc.ts';
import { HomeError } from './home.ts';

/** The genesis file of a home. Throws HomeError, or GenesisFileError with the path of a field. */
export function readGenesis(file: string): GenesisDoc {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new HomeError(`${file} cannot be read; run nave init first`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new HomeError(`${file} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  return parseGenesisDoc(json);
}
