import { keyedHash, type TableKey } from './keyed-hash.ts';

/** Longest text (spec: trading §3.1). */
const MAX_LENGTH = 36;
/** The subaccount, then four characters a word. */
export const KEY_WORDS = 1 + MAX_LENGTH / 4;

/** 1 for the characters a clientOrderId may have. */
const ALLOWED = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-')
  ALLOWED[char.charCodeAt(0)] = 1;

/** Form of a clientOrderId: `[A-Za-z0-9._:-]{1,36}`. */
export function isClientOrderId(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > MAX_LENGTH) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127 || ALLOWED[code] === 0) return false;
  }
  return true;
}

/**
 * A subaccount and a clientOrderId as words and their hash: what the tables of clientOrderIds compare and look for. One
 * object is read into again and again; reading the same twice in a row costs a comparison, because a message is looked up
 * by the same id in several places.
 */
export class ClientIdKey {
  /** The subaccount, the text with its first character in the lowest byte, zeros. */
  readonly words = new Int32Array(KEY_WORDS);
  hash = 0;
  private readonly tableKey: TableKey;
  private text = '';
  /** Words in use. */
  private count = 0;

  constructor(tableKey: TableKey) {
    this.tableKey = tableKey;
  }

  /** False for a text that is no clientOrderId; then the words are nobody's. `holder`: margin's row of the subaccount. */
  read(holder: number, text: string): boolean {
    const { words } = this;
    if (text !== this.text) {
      this.text = '';
      if (!isClientOrderId(text)) return false;
      this.pack(text);
      this.text = text;
    } else if (text === '') {
      return false;
    } else if (words[0] === holder) {
      return true;
    }
    words[0] = holder;
    this.hash = keyedHash(this.tableKey, words, this.count);
    return true;
  }

  private pack(text: string): void {
    const { words } = this;
    const { length } = text;
    let at = 1;
    let word = 0;
    for (let i = 0; i < length; i++) {
      word |= text.charCodeAt(i) << ((i & 3) * 8);
      if ((i & 3) !== 3) continue;
      words[at++] = word;
      word = 0;
    }
    if (word !== 0) words[at++] = word;
    this.count = at;
    while (at < KEY_WORDS) words[at++] = 0;
  }
}
