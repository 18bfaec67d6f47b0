import type { Command } from 'commander';
import { NaveClient } from '#src/client/nave-client.ts';
import { accountText } from '../localnet-names.ts';
import { nodeUrl } from '../node-request.ts';
import { CliError } from '../output.ts';

interface WatchOptions {
  readonly node?: string;
  readonly market?: string;
  readonly account?: string;
  readonly subaccount?: string;
}

/** `nave watch CHANNEL`: a frame a line, until interrupted. */
export function registerWatchCommand(program: Command): void {
  program
    .command('watch <channel>')
    .description('stream a WebSocket channel: book, trades, orders, fills, positions, blocks, …')
    .option('--market <ticker>', 'market of a market channel')
    .option('--account <account>', 'account of an account channel')
    .option('--subaccount <n>', 'only this subaccount')
    .option('--node <url>', 'REST address of a node')
    .action(async (channel: string, options: WatchOptions) => {
      const abort = new AbortController();
      process.once('SIGINT', () => abort.abort());
      process.once('SIGTERM', () => abort.abort());
      const rest = nodeUrl(options.node);
      let client: NaveClient;
      try {
        client = await NaveClient.connect({ rest, signal: abort.signal });
      } catch {
        throw new CliError(`no node answers at ${rest}; start one (npm start) or name one with --node`);
      }
      const ended = Promise.withResolvers<void>();
      const print = (frame: object): void => void process.stdout.write(`${JSON.stringify(frame)}\n`);
      client.subscribe(
        {
          channel,
          ...(options.market !== undefined && { market: options.market }),
          ...(options.account !== undefined && { account: accountText(options.account) }),
          ...(options.subaccount !== undefined && { subaccount: Number(options.subaccount) }),
        },
        { onFrame: print, onError: (error) => ended.reject(new CliError(error.message)) },
      );
      abort.signal.addEventListener('abort', () => ended.resolve());
      await ended.promise;
      client.close();
    });
}
