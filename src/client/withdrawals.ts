import { findUnits, formatUnits } from '#chain/lib/decimal.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { Balance } from '#src/api/schemas/account.ts';
import type { Withdrawal, WithdrawalQuoteAnswer } from '#src/api/schemas/bridge.ts';
import type { TxResult } from '#src/api/schemas/tx.ts';
import { type FollowOptions, follow } from './follow.ts';
import type { NaveClient, SendOptions } from './nave-client.ts';

export interface WithdrawalInput {
  readonly spoke: number;
  readonly asset: string;
  /** Decimal text, fee included, or `max`: all that may leave the subaccount now. */
  readonly amount: string;
  /** 0x address on the spoke's chain. */
  readonly to: string;
  /** Default: the fee quoted now and a quarter. */
  readonly maxFee?: string;
  readonly subaccount?: number;
}

export interface RequestedWithdrawal {
  readonly result: TxResult;
  /** undefined: not in a block yet, or refused there. */
  readonly withdrawal: Withdrawal | undefined;
}

/** What a withdrawal would cost and when it would be paid. Throws NaveError 6xxx as the request itself would. */
export async function quoteWithdrawal(
  client: NaveClient,
  { spoke, asset, amount, account }: { spoke: number; asset: string; amount: string; account?: string },
): Promise<WithdrawalQuoteAnswer> {
  return (await client.rest.get<WithdrawalQuoteAnswer>('bridge/quote', { spoke, asset, amount, account })).data;
}

/** All of an asset that may leave a subaccount now. Throws AppError 3012 when that is nothing. */
export async function withdrawable(client: NaveClient, asset: string, subaccount: number): Promise<string> {
  const { data } = await client.rest.get<readonly Balance[]>(`accounts/${client.owner}/balances`, { subaccount });
  const amount = data.find((one) => one.asset === asset)?.withdrawable ?? '0';
  if (amount === '0') {
    throw new AppError(3012, `nothing of ${asset} may leave subaccount ${subaccount} now`, { withdrawable: amount });
  }
  return amount;
}

/**
 * Asks the fee, signs MsgWithdraw with either kind of signer, sends it and finds the withdrawal's id. Throws AppError 3012,
 * 6xxx and 8001, NaveError, OutcomeUnknownError; a wallet (typed data) signs the same message.
 */
export async function requestWithdrawal(
  client: NaveClient,
  input: WithdrawalInput,
  options: SendOptions = {},
): Promise<RequestedWithdrawal> {
  const { spoke, asset, to, subaccount = 0 } = input;
  const amount = input.amount === 'max' ? await withdrawable(client, asset, subaccount) : input.amount;
  const maxFee = input.maxFee ?? (await usualMaxFee(client, { spoke, asset, amount }));
  const result = await client.withdraw({ spoke, asset, amount, to, maxFee, subaccount }, options);
  const isDone = result.status === 'committed' && result.code === 0;
  const withdrawal = isDone ? await findRequested(client, { spoke, asset, amount, to }, result.height!) : undefined;
  return { result, withdrawal };
}

/** Gas moves between quote and block; a quarter more covers it. */
async function usualMaxFee(
  client: NaveClient,
  wanted: { spoke: number; asset: string; amount: string },
): Promise<string> {
  const { fee } = await quoteWithdrawal(client, { ...wanted, account: client.owner });
  const decimals = client.directory.findAssetDecimals(wanted.asset) ?? 0;
  const units = findUnits(fee, decimals) ?? 0n;
  return formatUnits((units * 5n + 3n) / 4n, decimals);
}

/** The newest withdrawal of that block with these terms. */
async function findRequested(
  client: NaveClient,
  wanted: { spoke: number; asset: string; amount: string; to: string },
  height: number,
): Promise<Withdrawal | undefined> {
  const { data } = await client.rest.get<readonly Withdrawal[]>(`accounts/${client.owner}/withdrawals`, {
    spoke: wanted.spoke,
    order: 'desc',
    limit: 100,
    minHeight: height,
  });
  return data.find(
    (row) =>
      row.asset === wanted.asset &&
      row.splitFrom === null &&
      row.to.toLowerCase() === wanted.to.toLowerCase() &&
      row.history[0]?.height === height,
  );
}

/** A withdrawal of the owner by id; undefined when there is none. Throws NaveError, UnreachableError. */
export async function findWithdrawal(
  client: NaveClient,
  id: string,
  account: string = client.owner,
): Promise<Withdrawal | undefined> {
  const spoke = Number(id.split('-')[0]);
  const query = { spoke, order: 'desc', limit: 1000 } as const;
  for await (const row of client.rest.pages<Withdrawal>(`accounts/${account}/withdrawals`, query)) {
    if (row.id === id) return row;
  }
  return undefined;
}

/** Paid, given back, or waiting for somebody to call `claim` on the vault: nothing more happens by itself. */
export const isWithdrawalFinal = ({ state, claimable }: Withdrawal): boolean =>
  state === 'executed' || state === 'claimed' || state === 'refunded' || claimable;

/** Resolves once the withdrawal is paid, refunded or claimable; see `follow` for what is thrown. */
export function followWithdrawal(
  client: NaveClient,
  id: string,
  options: FollowOptions<Withdrawal> & { readonly account?: string } = {},
): Promise<Withdrawal> {
  const account = options.account ?? client.owner;
  return follow(
    client,
    {
      what: `withdrawal ${id}`,
      account,
      read: () => findWithdrawal(client, id, account),
      describe: ({ state, blockedBy, queuePosition }) => `${state} ${blockedBy.join()} ${queuePosition}`,
      isFinal: isWithdrawalFinal,
    },
    options,
  );
}
