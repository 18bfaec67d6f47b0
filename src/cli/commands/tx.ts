import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { moneyMessage } from '#src/client/money-messages.ts';
import type { NaveClient, SendOptions } from '#src/client/nave-client.ts';
import type { BatchItemInput, OrderName } from '#src/client/order-messages.ts';
import { orderMessage, placeOrder } from '#src/client/order-messages.ts';
import { orderOf, type PlaceFlags } from '../order-flags.ts';
import { CliError, EXIT } from '../output.ts';
import { parseInteger, parseTime } from '../signing.ts';
import { txCommand } from '../tx-command.ts';
import { registerBridgeTxs } from './tx-bridge.ts';
import { registerAgentTxs, registerMoneyTxs } from './tx-money.ts';

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
  registerMoneyTxs(tx);
  registerBridgeTxs(tx);
  registerAgentTxs(tx);
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
