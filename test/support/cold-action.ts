/** SetSuccessor as an operator's ceremony does it: signed by the validators' cold keys, staged, applied. */
import type { Address, Hex } from 'viem';
import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  keccak256,
  numberToHex,
  pad,
  slice,
  toBytes,
  toHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { spokeVaultAbi } from '../../spoke-contracts/abi/spoke-vault.ts';
import type { Anvil } from './anvil.ts';
import type { TestKey } from './signing.ts';
import { transact } from './vault-chain.ts';

const SET_SUCCESSOR = 4;
const STAGED_SLOT = 15n;
const TYPE_HASH = keccak256(toBytes('SetSuccessor(uint64 nonce,uint64 deadline,address successor)'));

export interface Ceremony {
  readonly anvil: Anvil;
  readonly vault: Address;
  readonly chainId: number;
  readonly hubSalt: Hex;
  /** Sends; any account of the chain. */
  readonly from: Address;
  /** The whole cold set, of equal power. */
  readonly cold: readonly TestKey[];
  readonly power: bigint;
}

/** The vault names its successor. The seven days between the two steps pass in one storage slot: hub and chain keep one clock. */
export async function nameSuccessor(ceremony: Ceremony, successor: Address): Promise<void> {
  const { anvil, vault, from } = ceremony;
  const data = encodeAbiParameters([{ type: 'address' }], [successor]);
  const { timestamp } = (await anvil.request('eth_getBlockByNumber', 'latest', false)) as { timestamp: Hex };
  const auth = await signAction(ceremony, successor, BigInt(timestamp) + 3_600n);
  const call = { abi: spokeVaultAbi } as const;
  const stage = encodeFunctionData({ ...call, functionName: 'submitAction', args: [SET_SUCCESSOR, data, auth] });
  await transact(anvil, from, vault, stage);
  const slot = keccak256(concat([keccak256(concat([TYPE_HASH, data])), numberToHex(STAGED_SLOT, { size: 32 })]));
  const staged = (await anvil.request('eth_getStorageAt', vault, slot, 'latest')) as Hex;
  if (BigInt(slice(staged, 24)) < BigInt(timestamp) + 604_800n) throw new Error('a successor waits seven days');
  const ready = concat([slice(staged, 0, 24), numberToHex(BigInt(timestamp), { size: 8 })]);
  await anvil.request('anvil_setStorageAt', vault, slot, ready);
  const apply = encodeFunctionData({ ...call, functionName: 'applyAction', args: [SET_SUCCESSOR, data] });
  await transact(anvil, from, vault, apply);
}

async function signAction({ cold, power, vault, chainId, hubSalt }: Ceremony, successor: Address, deadline: bigint) {
  const accounts = cold.map(({ secret }) => privateKeyToAccount(toHex(secret)));
  accounts.sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1));
  const signatures = await Promise.all(
    accounts.map((account) =>
      account.signTypedData({
        domain: { name: 'NaveSpoke', version: '1', chainId, verifyingContract: vault, salt: hubSalt },
        primaryType: 'SetSuccessor',
        types: {
          SetSuccessor: [
            { name: 'nonce', type: 'uint64' },
            { name: 'deadline', type: 'uint64' },
            { name: 'successor', type: 'address' },
          ],
        },
        message: { nonce: 0n, deadline, successor },
      }),
    ),
  );
  const set = accounts.map(({ address }) => concat([address, pad(numberToHex(power), { size: 12 })]));
  const quorum = { set, signers: (1n << BigInt(set.length)) - 1n, signatures: concat(signatures) };
  return { nonce: 0n, deadline, quorum };
}
