import { findAddress, formatEvmAddress } from '#chain/lib/address.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { secretOfMnemonic } from '#src/client/mnemonic-signer.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { LocalnetAccount } from './contract.ts';

/** The mnemonic every EVM developer knows: these keys are public and worth nothing. */
export const LOCALNET_MNEMONIC = 'test test test test test test test test test test test junk';

interface Role {
  readonly name: string;
  readonly algo: 'secp256k1' | 'ethsecp256k1';
  readonly hdPath: string;
  /** Whole USDC at genesis. */
  readonly usdc: bigint;
  /** Where spokes run, the money comes by a deposit instead. */
  readonly deposits?: boolean;
}

const evm = (index: number): string => `m/44'/60'/0'/0/${index}`;

/** People: used by no bot. carol has tokens on EVM chains only. */
const PEOPLE: readonly Role[] = [
  { name: 'alice', algo: 'secp256k1', hdPath: "m/44'/118'/0'/0/0", usdc: 250_000n, deposits: true },
  { name: 'bob', algo: 'ethsecp256k1', hdPath: evm(0), usdc: 250_000n, deposits: true },
  { name: 'carol', algo: 'ethsecp256k1', hdPath: evm(1), usdc: 0n },
];

const BOTS: readonly Role[] = [
  { name: 'feeder', algo: 'secp256k1', hdPath: "m/44'/118'/0'/0/1", usdc: 10n },
  { name: 'authority', algo: 'secp256k1', hdPath: "m/44'/118'/0'/0/3", usdc: 0n },
  { name: 'faucet', algo: 'secp256k1', hdPath: "m/44'/118'/0'/0/2", usdc: 100_000_000n },
  ...Array.from(
    { length: 5 },
    (_, i): Role => ({ name: `maker-${i + 1}`, algo: 'ethsecp256k1', hdPath: evm(10 + i), usdc: 5_000_000n }),
  ),
  ...Array.from(
    { length: 2 },
    (_, i): Role => ({ name: `taker-${i + 1}`, algo: 'ethsecp256k1', hdPath: evm(20 + i), usdc: 1_000_000n }),
  ),
];

/** An account with what genesis gives it. */
export interface FundedAccount extends LocalnetAccount {
  readonly usdc: bigint;
  readonly deposits: boolean;
}

function account({ name, algo, hdPath, usdc, deposits = false }: Role): FundedAccount {
  const secret = secretOfMnemonic(LOCALNET_MNEMONIC, hdPath);
  const { account: address } = privateKeySigner(secret, { algo });
  return {
    name,
    algo,
    mnemonic: LOCALNET_MNEMONIC,
    hdPath,
    privateKey: toHex(secret),
    address,
    evmAddress: formatEvmAddress(findAddress(address)!),
    usdc,
    deposits,
  };
}

/** One of the accounts that serve the localnet, such as `authority`. */
export function findLocalnetBot(name: string): FundedAccount | undefined {
  const role = BOTS.find((one) => one.name === name);
  return role === undefined ? undefined : account(role);
}

/** Every account of a localnet, people first; the same on every machine. */
export function localnetAccounts(): {
  readonly people: readonly FundedAccount[];
  readonly bots: readonly FundedAccount[];
} {
  return { people: PEOPLE.map(account), bots: BOTS.map(account) };
}
