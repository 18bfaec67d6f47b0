import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';
import { parameterError } from '../error-body.ts';

/** Checks a value against a schema; throws AppError 8001 naming the first offending field. */
export type Check = (value: unknown) => void;

const ajv = new Ajv2020({ allErrors: false, strict: false, coerceTypes: false, useDefaults: false });

function fieldOf(error: ErrorObject): { field: string; reason: string } {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const join = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (error.keyword === 'additionalProperties') {
    return { field: join(String(error.params.additionalProperty)), reason: 'unknown field' };
  }
  if (error.keyword === 'required') return { field: join(String(error.params.missingProperty)), reason: 'missing' };
  return { field: path === '' ? 'body' : path, reason: error.message ?? 'invalid' };
}

/** Compiles a schema once, at start. */
export function checker(schema: TSchema): Check {
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return;
    const { field, reason } = fieldOf(validate.errors![0]!);
    throw parameterError(field.slice(0, 128), reason);
  };
}
