import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);
/** Answers at most this long are sent as they are. */
export const COMPRESS_ABOVE_BYTES = 1024;

/** The best coding the client takes of those offered, honouring q=0. */
export function chooseEncoding(accept: string | undefined): 'br' | 'gzip' | undefined {
  const taken = new Set<string>();
  for (const part of (accept ?? '').split(',')) {
    const [name = '', ...parameters] = part.trim().toLowerCase().split(';');
    const refused = parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/.test(parameter));
    if (!refused) taken.add(name.trim());
  }
  if (taken.has('br')) return 'br';
  return taken.has('gzip') ? 'gzip' : undefined;
}

export function compress(payload: string, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return gz(payload, { level: 5 });
  return brotli(payload, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
}
