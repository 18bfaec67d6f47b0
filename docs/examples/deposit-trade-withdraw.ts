/**
 * A fresh wallet deposits on one chain, trades, and withdraws to another; nothing but its Ethereum key signs. Beside a
 * running localnet: `node docs/examples/deposit-trade-withdraw.ts`.
 */
import { readFileSync } from 'node:fs';
import { createPublicClient, createWalletClient, erc20Abi, http, parseAbi, parseEther, parseUnits, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { deposit } from '../../src/client/deposit.ts';
import { followDeposit } from '../../src/client/follow-deposit.ts';
import { NaveClient } from '../../src/client/nave-client.ts';
import { fromTypedDataAccount } from '../../src/client/wallet-signer.ts';
import { followWithdrawal, quoteWithdrawal, requestWithdrawal } from '../../src/client/withdrawals.ts';

const net = JSON.parse(readFileSync(`${process.env.NAVE_LOCALNET ?? '.nave'}/localnet.json`, 'utf8'));
const [chainA, chainB] = net.spokes;
const tokenOn = (chain: typeof chainA) =>
  chain.tokens.find((token: { symbol: string }) => token.symbol === 'USDC').address;

// A new key with test money: gas by anvil, USDC minted by itself.
const account = privateKeyToAccount(generatePrivateKey());
const wallet = createWalletClient({ account, transport: http(chainA.rpc) });
const onA = createPublicClient({ transport: http(chainA.rpc) });
const onB = createPublicClient({ transport: http(chainB.rpc) });
await onA.request({ method: 'anvil_setBalance', params: [account.address, toHex(parseEther('1'))] } as never);
const mint = { abi: parseAbi(['function mint(address to, uint256 amount)']), functionName: 'mint' } as const;
const minted = await wallet.writeContract({
  ...mint,
  address: tokenOn(chainA),
  args: [account.address, parseUnits('200', 6)],
  chain: null,
});
await onA.waitForTransactionReceipt({ hash: minted, pollingInterval: 100 });

// 1. Deposit: one signature (permit) and one transaction; the hub credits the wallet's own address.
const nave = await NaveClient.connect({ rest: net.rest, signer: fromTypedDataAccount(account, chainA.chainId) });
const sent = await deposit(nave, wallet, { spoke: chainA.id, asset: 'USDC', amount: '200' }, { permit: true });
const credited = await followDeposit(nave, sent, {
  onChange: (row) => console.log('deposit', row?.state ?? 'waiting'),
});
console.log(`${credited.amount} USDC are on the hub, at ${nave.owner}`);

// 2. Trade: the wallet shows a readable order and signs it.
const { order } = await nave.placeOrder({
  market: 'ETH-USD',
  side: 'sell',
  type: 'market',
  size: '0.02',
  price: '1000',
  postOnly: false,
  reduceOnly: false,
});
console.log(`sold ${order!.filled} ETH at ${order!.avgPrice}`);

// 3. Withdraw to the same address on the other chain, and wait for the payment there.
const quote = await quoteWithdrawal(nave, { spoke: chainB.id, asset: 'USDC', amount: '100', account: nave.owner });
console.log(`of 100 USDC ${quote.received} will arrive, the fee is ${quote.fee}`);
const { withdrawal } = await requestWithdrawal(nave, {
  spoke: chainB.id,
  asset: 'USDC',
  amount: '100',
  to: account.address,
});
await followWithdrawal(nave, withdrawal!.id, { onChange: (row) => console.log('withdrawal', row?.state ?? 'waiting') });
const balance = await onB.readContract({
  address: tokenOn(chainB),
  abi: erc20Abi,
  functionName: 'balanceOf',
  args: [account.address],
});
console.log(`${account.address} has ${Number(balance) / 1e6} USDC on ${chainB.name}`);
nave.close();
