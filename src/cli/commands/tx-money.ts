import type { Command } from 'commander';
import { moneyMessage } from '#src/client/money-messages.ts';
import { accountText } from '../localnet-names.ts';
import { parseInteger, parseTime } from '../signing.ts';
import { txCommand } from '../tx-command.ts';

/** `tx transfer`, `tx leverage`. */
export function registerMoneyTxs(tx: Command): void {
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

/** `tx approve-agent`, `tx revoke-agent`. */
export function registerAgentTxs(tx: Command): void {
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
