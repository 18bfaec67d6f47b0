type Json = Readonly<Record<string, unknown>>;

/**
 * Collects the named schemas (those with a title) of an interface as components and writes `$ref` in their place, so that
 * documents repeat nothing.
 */
export class Components {
  readonly schemas: Record<string, unknown> = {};

  /** The schema with every named part replaced by a reference. */
  refer(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((part) => this.refer(part));
    if (typeof schema !== 'object' || schema === null) return schema;
    const json = schema as Json;
    const { title } = json;
    if (typeof title === 'string') {
      const { type } = json;
      const isNullable = Array.isArray(type) && type.includes('null');
      if (!Object.hasOwn(this.schemas, title)) {
        this.schemas[title] = {};
        this.schemas[title] = this.parts(isNullable ? { ...json, type: type.find((one) => one !== 'null') } : json);
      }
      const ref = { $ref: `#/components/schemas/${title}` };
      return isNullable ? { anyOf: [ref, { type: 'null' }] } : ref;
    }
    return this.parts(json);
  }

  private parts(json: Json): Json {
    return Object.fromEntries(
      Object.entries(json).map(([name, value]) => [name, LITERAL.has(name) ? value : this.refer(value)]),
    );
  }
}

/** Keywords whose values are data, not schemas. */
const LITERAL = new Set(['enum', 'const', 'required', 'type', 'title', 'pattern', 'default', 'description']);
