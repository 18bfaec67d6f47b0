import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { moneyMessage } from '#src/client/money-messages.ts';
import type { NaveClient, SendOptions } from '#src/client/nave-client.ts';
import type { BatchItemInput, OrderName } from '#src/client/order-messages.ts';
import { orderMessage, placeOrder } from '#src/client/order-messages.ts';
import { accountText } from '../localnet-names.ts';
import { nodeUrl, request } from '../node-request.ts';
import { orderOf, type PlaceFlags } from '../order-flags.ts';
import { CliError, EXIT } from '../output.ts';
import { parseInteger, parseTime, runTx, type SigningOptions } from '../signing.ts';

/** Adds the flags every signing command has. */
function signing(command: Command): Command {
  return command
    .requiredOption('--from <key>', 'key that signs: a name of the keyring or of the running localnet')
    .option('--owner <account>', 'act for this account as its agent')
    .option('--subaccount <n>', 'subaccount to act on', '0')
    .option('--keyring <file>', 'keyring file')
    .option('--password-file <file>', "file with the keyring's password")
    .option('--sequence <n>', 'ordered nonce instead of an unordered one')
    .option('--timeout <time>', 'how long the transaction may wait for a block', '60s')
    .option('--mode <mode>', 'commit waits for the block, sync does not', 'commit')
    .option('--wait <time>', 'how long commit waits', '10s')
    .option('--dry-run', 'say what would happen, send nothing')
    .option('--node <url>', 'REST address of a node')
    .option('--output <format>', 'text or json', 'text');
}

type Send<T> = (
  client: NaveClient,
  flags: T & SigningOptions,
  options: SendOptions,
  args: readonly string[],
) => Promise<object>;

/** Registers `tx NAME`; `flags` adds its own flags, `send` does it. */
function txCommand<T>(
  tx: Command,
  name: string,
  description: string,
  flags: (command: Command) => Command,
  send: Send<T>,
): void {
  const command = flags(signing(tx.command(name).description(description)));
  command.action(async (...args: unknown[]) => {
    const options = args.at(-2) as T & SigningOptions;
    const words = args.slice(0, -2) as string[];
    await runTx(options, async (client, sending) => {
      if (options.dryRun !== true) return send(client, options, sending, words);
      return dryRun(client, nodeUrl(options.node), (recorder) => send(recorder, options, sending, words));
    });
  });
}

/** Signs as usual and asks the node what would happen instead of sending. */
async function dryRun(
  client: NaveClient,
  node: string,
  send: (client: NaveClient) => Promise<object>,
): Promise<object> {
  const recorder = Object.create(client) as NaveClient;
  let answer: object = {};
  recorder.send = async (messages, options) => {
    const tx = await client.sign(messages, options);
    const { status, body } = await request(`${node}/v1/tx/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: tx.bytes as Uint8Array<ArrayBuffer>,
    });
    if (status !== 200) throw new CliError(`${body.code} ${body.name}: ${body.message}`);
    answer = { dryRun: true, code: 0, ...(body.data as object) };
    return answer as never;
  };
  await send(recorder);
  return answer;
}

interface NameFlags {
  readonly market: string;
  readonly id?: string;
  readonly clientId?: string;
}

/** `--market M --id ID` or `--client-id ID`; a bare number is the order's number in that market. */
function nameOf(client: NaveClient, flags: NameFlags): OrderName {
  if ((flags.id === undefined) === (flags.clientId === undefined)) {
    throw new CliError('give either --id or --client-id', EXIT.usage);
  }
  if (flags.clientId !== undefined) return { market: flags.market, clientOrderId: flags.clientId };
  if (flags.id!.includes('-')) return { id: flags.id! };
  const market = client.directory.findMarketByTicker(flags.market);
  if (market === undefined) throw new CliError(`no market ${flags.market}; nave query markets lists them`);
  return { id: `${market.id}-${flags.id!}` };
}

const named = (command: Command): Command =>
  command
    .requiredOption('--market <ticker>', 'market, such as BTC-USD')
    .option('--id <id>', 'order id')
    .option('--client-id <id>', 'your own id of the order');

export function registerTxCommands(program: Command): void {
  const tx = program.command('tx').description('sign and send a transaction');
  registerOrders(tx);
  registerMoney(tx);
  registerAgents(tx);
}

function registerOrders(tx: Command): void {
  txCommand<PlaceFlags & { isolated?: string }>(
    tx,
    'place',
    'place an order',
    (command) =>
      command
        .requiredOption('--market <ticker>', 'market, such as BTC-USD')
        .requiredOption('--side <side>', 'buy or sell')
        .requiredOption('--size <size>', 'size in the base asset')
        .option('--type <type>', 'limit or market', 'limit')
        .option('--price <price>', 'limit price, or the worst price of a market order')
        .option('--tif <tif>', 'gtc, gtt, ioc or fok')
        .option('--post-only', 'refuse rather than trade on arrival')
        .option('--reduce-only', 'never open or flip a position')
        .option('--client-id <id>', 'your own id of the order')
        .option('--stp <mode>', 'self-trade prevention: cancel_maker, cancel_taker, cancel_both, decrement')
        .option('--expires <time>', 'ms since 1970, or 30s, 2h from now')
        .option('--trigger <trigger>', 'KIND:SOURCE:PRICE, such as stop:mark:60000')
        .option('--trailing <trailing>', 'CALLBACKPPM:SLIPPAGEPPM')
        .option('--tp <child>', 'take-profit TRIGGER:PRICE')
        .option('--sl <child>', 'stop-loss TRIGGER:PRICE')
        .option('--twap <twap>', 'DURATION:INTERVAL:SLIPPAGEPPM, such as 10m:30s:5000')
        .option('--isolated <margin>', 'open isolated, with this much USDC')
        .option('--builder <builder>', 'ACCOUNT:PPM'),
    (client, flags, options) => {
      const order = orderOf(flags, client.clock.estimate());
      if (flags.isolated === undefined) return placeWhole(client, order, options);
      const parent = parseInteger('--subaccount', flags.subaccount ?? '0');
      const party = { sender: client.signerAccount, owner: client.owner, subaccount: parent };
      const { id } = client.directory.findMarketByTicker(flags.market) ?? { id: 0 };
      const child = placeOrder(client.directory, { ...party, subaccount: 256 * id + parent }, order);
      const fund = moneyMessage.fundIsolated(client.directory, party, flags.market, flags.isolated);
      return client.send([fund, orderMessage.place(child)], options);
    },
  );
  txCommand<NameFlags & { price?: string; size?: string; expires?: string; triggerPrice?: string; postOnly?: boolean }>(
    tx,
    'amend',
    'change an open order',
    (command) =>
      named(command)
        .option('--price <price>', 'new limit price')
        .option('--size <size>', 'new total size, filled included')
        .option('--expires <time>', 'new expiry, 0 for none')
        .option('--trigger-price <price>', 'new trigger price')
        .option('--post-only', 'refuse rather than trade'),
    async (client, flags, options) => {
      const expiresAt =
        flags.expires === undefined
          ? {}
          : {
              expiresAt: flags.expires === '0' ? null : parseTime('--expires', flags.expires, client.clock.estimate()),
            };
      const change = {
        ...(flags.price !== undefined && { price: flags.price }),
        ...(flags.size !== undefined && { size: flags.size }),
        ...(flags.triggerPrice !== undefined && { triggerPrice: flags.triggerPrice }),
        ...(flags.postOnly === true && { postOnly: true }),
        ...expiresAt,
      };
      return (await client.amendOrder(nameOf(client, flags), change, options)).result;
    },
  );
  txCommand<NameFlags>(tx, 'cancel', 'cancel an order', named, (client, flags, options) =>
    client.cancelOrder(nameOf(client, flags), options),
  );
  txCommand<{ market?: string; side?: string }>(
    tx,
    'cancel-all',
    'cancel all orders of the subaccount',
    (command) => command.option('--market <ticker>', 'only of this market').option('--side <side>', 'only buy or sell'),
    (client, flags, options) => {
      const { market, side } = flags;
      if (side !== undefined && side !== 'buy' && side !== 'sell')
        throw new CliError('--side is buy or sell', EXIT.usage);
      return client.cancelAllOrders(
        { ...(market !== undefined && { market }), ...(side !== undefined && { side }) },
        options,
      );
    },
  );
  txCommand<{ at: string }>(
    tx,
    'schedule-cancel',
    "dead man's switch: cancel everything then unless moved",
    (command) => command.requiredOption('--at <time>', 'ms since 1970, 30s from now, or 0 to clear'),
    (client, flags, options) =>
      client.scheduleCancel(flags.at === '0' ? 0 : parseTime('--at', flags.at, client.clock.estimate()), options),
  );
  txCommand<{ atomic?: boolean }>(
    tx,
    'batch <file>',
    'places, amends and cancels of a JSON file in one transaction',
    (command) => command.option('--atomic', 'all or nothing'),
    (client, flags, options, [file]) => client.batch(readBatch(file!), { ...options, atomic: flags.atomic === true }),
  );
}

async function placeWhole(
  client: NaveClient,
  order: Parameters<NaveClient['placeOrder']>[0],
  options: SendOptions,
): Promise<object> {
  return (await client.placeOrder(order, options)).result;
}

function readBatch(file: string): BatchItemInput[] {
  let items: unknown;
  try {
    items = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    throw new CliError(
      `${file} is not a JSON list of {place|amend|cancel} items: ${(cause as Error).message}`,
      EXIT.usage,
    );
  }
  if (!Array.isArray(items)) throw new CliError(`${file} is not a JSON list`, EXIT.usage);
  return items as BatchItemInput[];
}

function registerMoney(tx: Command): void {
  txCommand<{ to: string; toSubaccount?: string; asset: string; amount: string }>(
    tx,
    'transfer',
    'move money to a subaccount or another owner',
    (command) =>
      command
        .requiredOption('--to <account>', 'nave1… or 0x…')
        .option('--to-subaccount <n>', 'subaccount that gets it', '0')
        .requiredOption('--asset <symbol>', 'USDC, ETH, …')
        .requiredOption('--amount <amount>', 'in whole assets'),
    (client, flags, options) =>
      client.transfer(
        {
          to: accountText(flags.to),
          toSubaccount: parseInteger('--to-subaccount', flags.toSubaccount ?? '0'),
          asset: flags.asset,
          amount: flags.amount,
        },
        options,
      ),
  );
  txCommand<{ market: string; max: string }>(
    tx,
    'leverage',
    'cap your own leverage in a market',
    (command) =>
      command
        .requiredOption('--market <ticker>', 'market, such as BTC-USD')
        .requiredOption('--max <x>', 'highest leverage, 1 to 1000; 0 removes the cap'),
    (client, flags, options) => {
      const x = parseInteger('--max', flags.max);
      const imPpm = x === 0 ? 0 : Math.ceil(1_000_000 / x);
      const party = {
        sender: client.signerAccount,
        owner: client.owner,
        subaccount: parseInteger('--subaccount', flags.subaccount ?? '0'),
      };
      return client.send([moneyMessage.setLeverage(client.directory, party, flags.market, imPpm)], options);
    },
  );
}

function registerAgents(tx: Command): void {
  txCommand<{
    agent: string;
    name?: string;
    expires: string;
    markets?: string;
    maxNotional?: string;
    canTransfer?: boolean;
  }>(
    tx,
    'approve-agent',
    'let another key trade for you; it can never withdraw',
    (command) =>
      command
        .requiredOption('--agent <account>', 'account of the other key')
        .option('--name <name>', 'what you call it')
        .requiredOption('--expires <time>', 'until when, at most 365d')
        .option('--markets <tickers>', 'only these, comma separated')
        .option('--max-notional <usdc>', 'most it may order a day')
        .option('--can-transfer', 'it may move money between your own subaccounts'),
    (client, flags, options) =>
      client.send(
        [
          moneyMessage.approveAgent(client.directory, client.owner, {
            agent: accountText(flags.agent),
            expiresAt: parseTime('--expires', flags.expires, client.clock.estimate()),
            ...(flags.name !== undefined && { name: flags.name }),
            ...(flags.markets !== undefined && { markets: flags.markets.split(',') }),
            ...(flags.maxNotional !== undefined && { maxNotionalPerDay: flags.maxNotional }),
            canTransfer: flags.canTransfer === true,
          }),
        ],
        options,
      ),
  );
  txCommand<{ agent: string }>(
    tx,
    'revoke-agent',
    'take the trust back at once',
    (command) => command.requiredOption('--agent <account>', 'account of the other key'),
    (client, flags, options) =>
      client.send([moneyMessage.revokeAgent(client.owner, accountText(flags.agent))], options),
  );
}
