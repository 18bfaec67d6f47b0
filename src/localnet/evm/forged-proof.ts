import type { Address, Hex } from 'viem';
import { concat, keccak256, numberToHex, toRlp, trim } from 'viem';

/** The two words of a vault that relayers prove (spec: bridge-abi §5). */
export interface StreamWords {
  readonly rollingHash: Hex;
  /** Slot 1 as it is: event nonce, epoch. */
  readonly counters: Hex;
}

export interface ForgedState {
  readonly stateRoot: Hex;
  readonly accountProof: readonly Hex[];
  /** Of slots 0 and 1. */
  readonly storageProofs: readonly (readonly Hex[])[];
}

const EMPTY_CODE = keccak256('0x');
const pathOf = (key: Hex): string => keccak256(key).slice(2);

/** Compact form of the path that is left to a leaf (yellow paper, appendix C). */
const leafPath = (nibbles: string): Hex => (nibbles.length % 2 === 0 ? `0x20${nibbles}` : `0x3${nibbles}`);

const leaf = (nibbles: string, value: Hex): Hex => toRlp([leafPath(nibbles), value]);

/**
 * A world in which only the vault exists, holding these words: a state root and proofs that are valid for it. What nothing
 * but an endpoint that forges headers as well can pass off as a chain.
 */
export function forgeState(vault: Address, { rollingHash, counters }: StreamWords): ForgedState {
  const slots = [rollingHash, counters].map((word, slot) => {
    const path = pathOf(numberToHex(slot, { size: 32 }));
    const node = leaf(path.slice(1), toRlp(trim(word)));
    return { nibble: Number.parseInt(path[0]!, 16), node };
  });
  const children: Hex[] = new Array<Hex>(17).fill('0x');
  for (const { nibble, node } of slots) children[nibble] = keccak256(node);
  const branch = toRlp(children);
  const account = toRlp(['0x01', '0x', keccak256(branch), EMPTY_CODE]);
  const root = leaf(pathOf(vault), account);
  return {
    stateRoot: keccak256(root),
    accountProof: [root],
    storageProofs: slots.map(({ node }) => [branch, node]),
  };
}

/** Another hash for a block of the forged world, the same for whoever asks. */
export const forgedHash = (hash: Hex): Hex => keccak256(concat([hash, '0x6c6965']));
