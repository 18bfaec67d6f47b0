import { Query as Auth, Params as AuthParams, BaseAccount } from '#proto/generated/cosmos.auth.v1beta1.ts';
import { PubKey } from '#proto/generated/cosmos.crypto.secp256k1.ts';
import { Query } from '#proto/generated/nave.accounts.v1.ts';
import { ADDRESS_PREFIX, findAddress, findInputAddress, formatAddress } from '../../lib/address.ts';
import { ByteReader, ByteWriter, EMPTY } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { answerMethod, type QueryHandler } from '../../lib/query-method.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { AccountsKeeper } from './keeper.ts';
import type { Allowance } from './types.ts';

const MAX_PAGE = 100;
const KEY_URLS = {
  secp256k1: '/cosmos.crypto.secp256k1.PubKey',
  ethsecp256k1: '/cosmos.evm.crypto.v1.ethsecp256k1.PubKey',
} as const;

/** The text CosmJS turns into null (spec: chain §8). */
const notFound = (address: string): AppError =>
  new AppError(1004, `rpc error: code = NotFound desc = account ${address} not found`);

/** cosmos.auth as CosmJS asks it, and nave.accounts. */
export function accountQueries(accounts: AccountsKeeper): Record<string, QueryHandler> {
  const find = (text: string): number => {
    const address = findInputAddress(text);
    const number = address === undefined ? -1 : accounts.findNumber(address);
    if (number < 0) throw notFound(text.slice(0, 80));
    return number;
  };
  return Object.fromEntries([
    answerMethod(Auth.account, ({ address }) => ({ account: accountAny(accounts, find(address)) })),
    answerMethod(Auth.accountInfo, ({ address }) => ({ info: baseAccount(accounts, find(address)) })),
    answerMethod(Auth.accounts, ({ pagination }) => accountPage(accounts, pagination)),
    answerMethod(Auth.params, () => ({
      params: AuthParams.fromPartial({ maxMemoCharacters: 256n, txSigLimit: 1n }),
    })),
    answerMethod(Auth.bech32Prefix, () => ({ bech32Prefix: ADDRESS_PREFIX })),
    answerMethod(Auth.addressBytesToString, ({ addressBytes }) => {
      if (addressBytes.length !== 20) throw new AppError(8001, 'address_bytes: 20 bytes', { field: 'address_bytes' });
      return { addressString: formatAddress(addressBytes) };
    }),
    answerMethod(Auth.addressStringToBytes, ({ addressString }) => {
      const addressBytes = findAddress(addressString);
      if (addressBytes === undefined)
        throw new AppError(8001, 'address_string: a nave1 address', { field: 'address_string' });
      return { addressBytes };
    }),
    answerMethod(Query.account, ({ account }) => {
      const number = find(account);
      const { address, sequence, keyAlgo } = accounts.facts(number);
      const referrer = accounts.referrer(number);
      return {
        account: formatAddress(address),
        number,
        sequence,
        keyAlgo: keyAlgo ?? '',
        accountSeq: accounts.accountSeq(number),
        volume30d: accounts.volume30d(number).toString(),
        volumeLifetime: accounts.volumes.lifetime(number).toString(),
        referrer: referrer < 0 ? '' : formatAddress(accounts.address(referrer)),
      };
    }),
    answerMethod(Query.agents, ({ account }) => ({
      agents: accounts.agentsOf(find(account)).map(({ agent, expiresAtMs, ...terms }) => ({
        ...terms,
        agent: formatAddress(agent),
        expiresAt: expiresAtMs,
      })),
    })),
    answerMethod(Query.limits, ({ account }) => {
      const number = find(account);
      const { orders, cancels } = accounts.budgetOf(number);
      const show = ({ limit, used, nextAtMs }: Allowance) => ({ limit, used, nextAt: nextAtMs });
      return {
        orders: show(orders),
        cancels: show(cancels),
        nonces: show(accounts.nonceAllowance(number)),
        openOrders: accounts.maxOpenOrders(number),
      };
    }),
  ]);
}

function baseAccount(accounts: AccountsKeeper, number: number): BaseAccount {
  const { address, sequence, keyAlgo, key } = accounts.facts(number);
  return {
    address: formatAddress(address),
    pubKey:
      keyAlgo === undefined || key === undefined
        ? undefined
        : { typeUrl: KEY_URLS[keyAlgo], value: PubKey.encode({ key }) },
    accountNumber: BigInt(number),
    sequence: BigInt(sequence),
  };
}

const accountAny = (accounts: AccountsKeeper, number: number) => ({
  typeUrl: '/cosmos.auth.v1beta1.BaseAccount',
  value: BaseAccount.encode(baseAccount(accounts, number)),
});

interface Page {
  readonly key: Uint8Array;
  readonly offset: bigint;
  readonly limit: bigint;
  readonly countTotal: boolean;
  readonly reverse: boolean;
}

/** By account number; the key of a page is the u64 number it begins at. */
function accountPage(accounts: AccountsKeeper, page: Page | undefined) {
  const { count } = accounts.table;
  const limit = page === undefined || page.limit === 0n ? MAX_PAGE : Math.min(Number(page.limit), MAX_PAGE);
  const skipped = page === undefined ? 0 : Math.min(Number(page.offset), MAX_SAFE);
  const given = page === undefined || page.key.length !== 8 ? undefined : Number(new ByteReader(page.key).bigU64());
  const from = given ?? skipped;
  const rows: number[] = [];
  for (let i = from; i < count && rows.length < limit; i++) rows.push(page?.reverse === true ? count - 1 - i : i);
  const next = from + rows.length;
  return {
    accounts: rows.map((number) => accountAny(accounts, number)),
    pagination: {
      nextKey: next < count && rows.length > 0 ? new ByteWriter(8).u64(next).finish() : EMPTY,
      total: page?.countTotal === true ? BigInt(count) : 0n,
    },
  };
}
