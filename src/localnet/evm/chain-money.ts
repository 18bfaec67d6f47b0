import type { Address, Hex, LocalAccount } from 'viem';
import { bytesToHex, encodeFunctionData, numberToHex, parseAbi, parseEther, parseUnits } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { viemClient } from '#src/relayer/rpc/viem-client.ts';
import type { FundedAccount } from '../accounts.ts';
import { OPERATORS } from '../operators.ts';
import { localnetKey } from '../public-keys.ts';
import { LOCAL_TOKENS } from './chain-plan.ts';

const tokenAbi = parseAbi([
  'function mint(address to, uint256 amount)',
  'function balanceOf(address) view returns (uint256)',
]);

/** Gas for a relayer's lifetime on a localnet, and for people. */
const GAS_COIN = parseEther('1000');
/** Whole tokens that people hold on every chain. */
const PEOPLE_TOKENS: Readonly<Record<string, string>> = { USDC: '500000', USDT: '100000', WETH: '100' };

/** The account of a person's key on EVM chains: of a Cosmos key it is another one than the hub's. */
export const evmAccount = (person: Pick<FundedAccount, 'privateKey'>): LocalAccount =>
  privateKeyToAccount(`0x${person.privateKey}`);

/** Native coin for relayers and people, test tokens for people. Adds nothing to who has it: may run at every start. */
export async function fundChain(
  source: RpcSource,
  tokens: readonly Address[],
  people: readonly FundedAccount[],
): Promise<void> {
  const relayers = Array.from({ length: OPERATORS }, (_, i) =>
    (['submitter', 'locker'] as const).map((role) => bytesToHex(localnetKey(role, i).address)),
  ).flat();
  const holders = people.map((person) => evmAccount(person).address);
  await fundGas(source, [...relayers, ...holders]);
  for (const [i, { symbol, decimals }] of LOCAL_TOKENS.entries()) {
    for (const to of holders) await mintOnce(source, tokens[i]!, to, parseUnits(PEOPLE_TOKENS[symbol]!, decimals));
  }
}

/** Sees to it that each can pay for thousands of transactions. */
export async function fundGas(source: RpcSource, addresses: readonly Address[]): Promise<void> {
  await Promise.all(
    addresses.map(async (address) => {
      const balance = BigInt((await source.request('eth_getBalance', [address, 'latest'])) as Hex);
      if (balance < GAS_COIN / 2n) await source.request('anvil_setBalance', [address, numberToHex(GAS_COIN)]);
    }),
  );
}

/** Anvil signs for its own first account. */
async function mintOnce(source: RpcSource, token: Address, to: Address, amount: bigint): Promise<void> {
  const held = await viemClient(source).readContract({
    address: token,
    abi: tokenAbi,
    functionName: 'balanceOf',
    args: [to],
  });
  if (held > 0n) return;
  const [from] = (await source.request('eth_accounts', [])) as Address[];
  const data = encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args: [to, amount] });
  await source.request('eth_sendTransaction', [{ from, to: token, data }]);
}
