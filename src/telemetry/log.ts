import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

/** Names of properties whose values never reach a log. */
const SECRETS = ['mnemonic', 'privateKey', 'password', 'secret', 'key.d'];

/** The process's logger: constant message + context object, JSON lines or a line for people, on stderr. */
export function createLogger(level: string, format: 'pretty' | 'json'): Logger {
  const redact = { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' };
  const stream =
    format === 'json'
      ? undefined
      : pretty({
          colorize: process.stderr.isTTY,
          destination: 2,
          ignore: 'pid,hostname',
          singleLine: true,
          translateTime: 'HH:MM:ss.l',
          sync: true,
        });
  return pino({ level, redact, base: null }, stream ?? pino.destination(2));
}
