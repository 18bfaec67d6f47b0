import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { toHex } from '#chain/lib/bytes.ts';
import { type GenesisDoc, hashGenesis } from '../genesis-doc.ts';
import { EngineError } from './engine-error.ts';

function readLock(file: string): { chainId: string; genesisHash: string } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngineError(`${file} is damaged; restore it or start from an empty home`, { cause });
  }
}

function writeDurably(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, 'w');
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(temporary, file);
}

/** Ties a home to one genesis: the first start writes its hash to `file`, later ones refuse another with an EngineError. */
export function lockGenesis(file: string, genesis: GenesisDoc): void {
  const genesisHash = toHex(hashGenesis(genesis));
  const lock = readLock(file);
  if (lock === undefined) {
    writeDurably(file, `${JSON.stringify({ chainId: genesis.chainId, genesisHash })}\n`);
    return;
  }
  if (lock.genesisHash === genesisHash) return;
  throw new EngineError(
    `this home holds chain ${lock.chainId} with genesis ${lock.genesisHash}, but the genesis file is of chain ${genesis.chainId} with ${genesisHash}; put the old genesis file back or start from an empty home`,
  );
}
