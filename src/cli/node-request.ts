import { refusalText } from './command-errors.ts';
import { findLocalnet } from './localnet-names.ts';
import { CliError, EXIT } from './output.ts';

/** Where a command reaches the node: flag, then NAVE_NODE, then the localnet of this folder, then the default port. */
export function nodeUrl(flag: string | undefined): string {
  const url = flag ?? process.env.NAVE_NODE ?? findLocalnet()?.rest ?? 'http://127.0.0.1:8080';
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CliError(`--node ${url} is no URL such as http://127.0.0.1:8080`, EXIT.usage);
  }
  return url.replace(/\/+$/, '');
}

/** The bare error object of REST (api-types §1). */
export interface RestError {
  readonly code: number;
  readonly name: string;
  readonly message: string;
  readonly details?: unknown;
}

/** Answer of REST: the envelope, or an error object with its HTTP status. */
export interface RestAnswer {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly height?: number;
    readonly nextCursor?: string | null;
  } & Partial<RestError>;
}

/** One request; a node that does not answer is one line that says what to do. */
export async function request(url: string, init?: RequestInit): Promise<RestAnswer> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(40_000) });
  } catch {
    const { origin } = new URL(url);
    throw new CliError(`no node answers at ${origin}; start one (npm start) or name one with --node`, EXIT.failed);
  }
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) as RestAnswer['body'] };
  } catch {
    throw new CliError(`${new URL(url).origin} is not a Nave node: it answered ${text.slice(0, 60)}`);
  }
}

/** GET that must succeed: the data, or the node's error as one line. */
export async function get(node: string, path: string): Promise<RestAnswer['body']> {
  const { status, body } = await request(`${node}/v1/${path}`);
  if (status !== 200) throw new CliError(refusalText(Number(body.code), String(body.name), String(body.message)));
  return body;
}
