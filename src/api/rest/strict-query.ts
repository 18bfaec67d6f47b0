import type { TObject } from 'typebox';
import { parameterError } from '../error-body.ts';

const INTEGER = /^(0|[1-9]\d{0,15})$/;

interface Property {
  readonly type: string;
}

/**
 * Query and path texts as the schema's types: integers in plain decimal digits, `true` and `false`. Nothing else is
 * understood: `1e3`, `+5`, ` 5`, a name twice or an unknown name are refused.
 * @throws AppError 8001 with the name
 */
export function typedQuery(schema: TObject, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const properties = schema.properties as unknown as Readonly<Record<string, Property>>;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) throw parameterError(name.slice(0, 64), 'unknown parameter');
    if (typeof value !== 'string') throw parameterError(name, 'given more than once');
    if (property.type === 'integer') {
      if (!INTEGER.test(value)) throw parameterError(name, 'not an integer');
      out[name] = Number(value);
    } else if (property.type === 'boolean') {
      if (value !== 'true' && value !== 'false') throw parameterError(name, 'neither true nor false');
      out[name] = value === 'true';
    } else {
      out[name] = value;
    }
  }
  return out;
}
