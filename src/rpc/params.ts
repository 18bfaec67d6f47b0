import { findBase64, findHex, utf8 } from '#chain/lib/bytes.ts';
import { invalidParams, RpcError, textOf } from './json-rpc.ts';

/**
 * Kinds of parameters: `int` a Go integer (JSON: decimal string or number), `bytes` []byte (JSON: base64), `hex` HexBytes
 * (JSON: hex). In a URI integers are bare or quoted, texts are quoted, bytes are 0x… or a quoted text.
 */
export type ParamKind = 'int' | 'bool' | 'text' | 'bytes' | 'hex';

export interface ParamSpec {
  readonly name: string;
  readonly kind: ParamKind;
}

/** Values by name; what was not given is absent. */
export type Args = Readonly<Record<string, number | boolean | string | Uint8Array | undefined>>;

class ParamError extends Error {
  override name = 'ParamError';
}

const INT = /^-?[0-9]+$/;

function intOf(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !INT.test(text)) {
    throw new ParamError(`invalid 64-bit integer encoding ${JSON.stringify(value)}, expected string`);
  }
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new ParamError(`invalid 64-bit integer encoding "${text}": out of range`);
  return number;
}

function bytesOf(text: unknown, find: (text: string) => Uint8Array | undefined, what: string): Uint8Array {
  if (typeof text !== 'string') throw new ParamError(`expected a ${what} string`);
  const bytes = find(text);
  if (bytes === undefined) throw new ParamError(`illegal ${what} data`);
  return bytes;
}

function fromJson(kind: ParamKind, value: unknown): number | boolean | string | Uint8Array {
  if (kind === 'int') return intOf(value);
  if (kind === 'bytes') return bytesOf(value, findBase64, 'base64');
  if (kind === 'hex') return bytesOf(value, (text) => (text.startsWith('0x') ? undefined : findHex(text)), 'hex');
  if (kind === 'bool' && typeof value === 'boolean') return value;
  if (kind === 'text' && typeof value === 'string') return value;
  throw new ParamError(`cannot read ${JSON.stringify(value)?.slice(0, 80)} as ${kind}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ParamError(`invalid character in ${JSON.stringify(text.slice(0, 80))}; texts are quoted, bytes are 0x…`);
  }
}

function fromUri(kind: ParamKind, text: string): number | boolean | string | Uint8Array {
  if (kind === 'int' && INT.test(text)) return intOf(text);
  const takesBytes = kind === 'bytes' || kind === 'hex';
  if (/^0x/i.test(text)) {
    if (!takesBytes && kind !== 'text') throw new ParamError(`got a hex string arg, but expected '${kind}'`);
    const bytes = bytesOf(text.slice(2), findHex, 'hex');
    return kind === 'text' ? new TextDecoder().decode(bytes) : bytes;
  }
  const value = parseJson(text);
  if (kind === 'int' && typeof value !== 'string') return intOf(text);
  if (!takesBytes) return fromJson(kind, value);
  if (typeof value !== 'string') throw new ParamError('expected 0x… or a quoted string');
  return utf8(value);
}

function convert(where: string, read: () => Args): Args {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ParamError)) throw error;
    throw new RpcError(invalidParams(`error converting ${where} params to arguments: ${textOf(error)}`));
  }
}

/** Arguments of JSON params, by name or by position; throws RpcError. */
export function jsonArgs(specs: readonly ParamSpec[], params: unknown): Args {
  return convert('json', () => {
    if (params === undefined || params === null) return {};
    if (typeof params !== 'object') {
      throw new ParamError(`unknown type for JSON params: ${typeof params}. Expected map or array`);
    }
    if (Array.isArray(params) && params.length !== specs.length) {
      const names = specs.map(({ name }) => name).join(' ');
      throw new ParamError(`expected ${specs.length} parameters ([${names}]), got ${params.length}`);
    }
    const args: Record<string, Args[string]> = {};
    for (const [i, { name, kind }] of specs.entries()) {
      const value: unknown = Array.isArray(params)
        ? params[i]
        : Object.hasOwn(params, name)
          ? Reflect.get(params, name)
          : undefined;
      if (value !== undefined && value !== null) args[name] = fromJson(kind, value);
    }
    return args;
  });
}

/** Arguments of a query string; throws RpcError. */
export function uriArgs(specs: readonly ParamSpec[], query: URLSearchParams): Args {
  return convert('http', () => {
    const args: Record<string, Args[string]> = {};
    for (const { name, kind } of specs) {
      const text = query.get(name);
      if (text !== null && text !== '') args[name] = fromUri(kind, text);
    }
    return args;
  });
}

const pick = <T>(args: Args, name: string, fallback: T): T => (args[name] ?? fallback) as T;

/** Values of the given kind, as `jsonArgs` and `uriArgs` made them. */
export const findInt = (args: Args, name: string): number | undefined => pick(args, name, undefined);
export const textArg = (args: Args, name: string): string => pick(args, name, '');
export const boolArg = (args: Args, name: string): boolean => pick(args, name, false);
export const bytesArg = (args: Args, name: string): Uint8Array => pick(args, name, new Uint8Array(0));
