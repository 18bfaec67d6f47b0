import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '#src/node/home.ts';

/** An account of the localnet; all keys are public test keys. */
export interface LocalnetAccount {
  readonly name: string;
  readonly algo: 'secp256k1' | 'ethsecp256k1';
  readonly mnemonic: string;
  readonly hdPath: string;
  /** 32 bytes, hex. */
  readonly privateKey: string;
  /** nave1… */
  readonly address: string;
  /** 0x… of the same 20 bytes. */
  readonly evmAddress: string;
}

/** An EVM chain with its vault. */
export interface LocalnetSpoke {
  /** Number on the hub. */
  readonly id: number;
  readonly name: string;
  readonly chainId: number;
  readonly rpc: string;
  readonly vault: string;
  readonly tokens: readonly { symbol: string; address: string; decimals: number; hubAsset: string }[];
}

/** `.nave/localnet.json`: what scripts, tests and tutorials may rely on (operations §6). */
export interface LocalnetContract {
  readonly version: 1;
  readonly chainId: string;
  readonly genesisHash: string;
  readonly height: number;
  readonly rpc: string;
  readonly rest: string;
  readonly ws: string;
  readonly metrics: string;
  readonly hermes: string;
  readonly validators: readonly { name: string; home: string; rpc: string; rest: string; pid: number }[];
  readonly accounts: readonly LocalnetAccount[];
  readonly faucet: { readonly url: string };
  readonly spokes: readonly LocalnetSpoke[];
  readonly markets: readonly { id: number; ticker: string }[];
  readonly pids: Readonly<Record<string, number>>;
}

export const contractFile = (home: string): string => join(home, 'localnet.json');

/** Written only when everything is ready, whole or not at all, readable by the owner only. */
export function writeContract(home: string, contract: LocalnetContract): void {
  const file = contractFile(home);
  writeFileAtomic(file, `${JSON.stringify(contract, null, 2)}\n`, 0o600);
  chmodSync(file, 0o600);
}

export function removeContract(home: string): void {
  rmSync(contractFile(home), { force: true });
}
