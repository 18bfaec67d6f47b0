import type { Account, Chain, Client, Transport } from 'viem';

/** A viem client with an account that signs: `createWalletClient({account, transport, chain?})`. */
export type EvmWallet = Client<Transport, Chain | undefined, Account>;
