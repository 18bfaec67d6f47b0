import type { Address, Hex } from 'viem';
import { domainSeparator, parseSignature } from 'viem';
import { getBlock, readContract, signTypedData } from 'viem/actions';

import { DepositError } from './deposit-checks.ts';
import type { EvmWallet } from './evm-wallet.ts';
import { permitAbi } from './token-abi.ts';

/** How long a signed permit may wait for its block. */
const PERMIT_SECONDS = 1_800n;

export interface PermitInput {
  readonly token: Address;
  readonly spender: Address;
  readonly value: bigint;
  readonly chainId: number;
}

export interface SignedPermit {
  readonly deadline: bigint;
  readonly v: number;
  readonly r: Hex;
  readonly s: Hex;
}

/**
 * EIP-2612 permit for exactly `value`. The token's domain is read from it (EIP-5267, else name and version) and must hash to
 * its DOMAIN_SEPARATOR. Throws DepositError when the token has no permit that can be understood.
 */
export async function signPermit(wallet: EvmWallet, input: PermitInput): Promise<SignedPermit> {
  const { token, spender, value, chainId } = input;
  const owner = wallet.account.address;
  const noPermit = (cause?: unknown): DepositError =>
    new DepositError(`the token ${token} has no permit this client can sign; deposit without it`, { cause });
  const view = { address: token, abi: permitAbi } as const;
  const [nonce, separator, name, version] = await Promise.all([
    readContract(wallet, { ...view, functionName: 'nonces', args: [owner] }),
    readContract(wallet, { ...view, functionName: 'DOMAIN_SEPARATOR' }),
    readContract(wallet, { ...view, functionName: 'name' }),
    readVersion(wallet, token),
  ]).catch((cause: unknown) => {
    throw noPermit(cause);
  });
  const domain = { name, version, chainId, verifyingContract: token } as const;
  if (domainSeparator({ domain }) !== separator) throw noPermit();
  const { timestamp } = await getBlock(wallet);
  const deadline = timestamp + PERMIT_SECONDS;
  const signature = await signTypedData(wallet, {
    account: wallet.account,
    domain,
    primaryType: 'Permit',
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    message: { owner, spender, value, nonce, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  return { deadline, v: 27 + yParity, r, s };
}

async function readVersion(wallet: EvmWallet, token: Address): Promise<string> {
  const view = { address: token, abi: permitAbi } as const;
  try {
    return (await readContract(wallet, { ...view, functionName: 'eip712Domain' }))[2];
  } catch {
    return readContract(wallet, { ...view, functionName: 'version' }).catch(() => '1');
  }
}
