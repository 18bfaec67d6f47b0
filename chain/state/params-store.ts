import { InvariantError } from '../lib/errors.ts';
import { Collection, type ValueCodec } from './collection.ts';
import type { Journal } from './journal.ts';
import { textKey } from './key-codecs.ts';
import { prefixes } from './prefixes.ts';

const rawBytes: ValueCodec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes.slice() };

/** The parameters of every module: one record a module under one prefix, each module with its own codec. */
export class ParamsStore {
  readonly source: Collection<string, Uint8Array>;

  constructor(journal: Journal) {
    this.source = new Collection(journal, prefixes.params, 'params', textKey, rawBytes);
  }

  /** The accessor of one module. */
  section<T>(module: string, codec: ValueCodec<T>): Params<T> {
    return new Params(this.source, module, codec);
  }
}

/** One module's parameters, decoded once per change. */
export class Params<T> {
  private readonly source: Collection<string, Uint8Array>;
  private readonly module: string;
  private readonly codec: ValueCodec<T>;
  private bytes: Uint8Array | undefined;
  private value: T | undefined;

  constructor(source: Collection<string, Uint8Array>, module: string, codec: ValueCodec<T>) {
    this.source = source;
    this.module = module;
    this.codec = codec;
  }

  /** InvariantError before genesis wrote them. */
  get(): T {
    const bytes = this.source.get(this.module);
    if (bytes === undefined) throw new InvariantError(`${this.module} has no parameters yet`);
    if (bytes !== this.bytes || this.value === undefined) {
      this.bytes = bytes;
      this.value = this.codec.decode(bytes);
    }
    return this.value;
  }

  set(value: T): void {
    this.source.set(this.module, this.codec.encode(value));
  }
}
