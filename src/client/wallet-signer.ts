import { findEvmAddress, formatAddress } from '#chain/lib/address.ts';
import { findHex } from '#chain/lib/bytes.ts';
import type { TypedDataSigner } from './signer.ts';

/** A viem account or anything with the same method: nothing of viem is loaded here. */
export interface TypedDataAccountLike {
  readonly address: string;
  signTypedData(request: never): Promise<string>;
}

/** Signer of an Ethereum wallet that shows and signs typed data. Throws when its address is none. */
export function fromTypedDataAccount(wallet: TypedDataAccountLike, evmChainId: number): TypedDataSigner {
  const address = findEvmAddress(wallet.address);
  if (address === undefined) throw new Error(`${wallet.address} is no 0x address`);
  return {
    mode: 'typed_data',
    account: formatAddress(address),
    evmChainId,
    sign: async (request) => {
      const signature = findHex(await wallet.signTypedData(request as never));
      if (signature === undefined) throw new Error('the wallet gave a signature that is no hex');
      return signature;
    },
  };
}
