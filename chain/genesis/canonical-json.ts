import { GenesisError } from '../lib/genesis-error.ts';

/**
 * RFC 8785 text of strings, booleans, lists and objects: the whole of what genesis holds. Numbers are refused instead of
 * formatted (integers are decimal strings), and so are null and lone surrogates. Throws GenesisError with the path.
 */
export function canonicalJson(value: unknown, path = 'genesis'): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new GenesisError(path, 'holds half a surrogate pair');
    return JSON.stringify(value);
  }
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => canonicalJson(item, `${path}[${i}]`)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>;
    // RFC 8785 §3.2.3: by UTF-16 code units, which is what < compares.
    const names = Object.keys(object).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const members = names.map((name) => {
      if (!name.isWellFormed()) throw new GenesisError(path, 'a field name holds half a surrogate pair');
      return `${JSON.stringify(name)}:${canonicalJson(object[name], `${path}.${name}`)}`;
    });
    return `{${members.join(',')}}`;
  }
  const hint =
    typeof value === 'number' ? 'numbers are written as decimal strings' : `${typeof value} has no place here`;
  throw new GenesisError(path, hint);
}
