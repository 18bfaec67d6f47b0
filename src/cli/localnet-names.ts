import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findLocalnetBot } from '#src/localnet/accounts.ts';
import {
  contractFile,
  type LocalnetAccount,
  type LocalnetContract,
  type LocalnetSpoke,
} from '#src/localnet/contract.ts';

/** The running localnet of this folder, when there is one. */
export function findLocalnet(): LocalnetContract | undefined {
  const file = contractFile(resolve(process.env.NAVE_LOCALNET ?? '.nave'));
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LocalnetContract;
  } catch {
    return undefined;
  }
}

/** An account of the localnet by name: alice, bob, …; also `authority`, which registers spokes there. */
export function findLocalnetAccount(name: string): LocalnetAccount | undefined {
  const localnet = findLocalnet();
  const found = localnet?.accounts.find((account) => account.name === name);
  if (found !== undefined || localnet === undefined || name !== 'authority') return found;
  return findLocalnetBot(name);
}

/** A spoke of the localnet by its number on the hub. */
export function findLocalnetSpoke(id: number): LocalnetSpoke | undefined {
  return findLocalnet()?.spokes.find((spoke) => spoke.id === id);
}

/** What a user typed for an account: nave1…, 0x…, or a name of the localnet. */
export function accountText(text: string): string {
  return findLocalnetAccount(text)?.address ?? text;
}
