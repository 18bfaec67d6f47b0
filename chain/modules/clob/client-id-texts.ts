import type { ByteWriter } from '../../lib/bytes.ts';
import { type ClientIdKey, KEY_WORDS } from './client-id-key.ts';
import type { HashedRows } from './hash-index.ts';
import type { Field, PackedRows } from './packed-fields.ts';

/** The words of a ClientIdKey in rows: ten int32 at the beginning of each. No text is kept as a string. */
export class ClientIdTexts implements Field, HashedRows<ClientIdKey> {
  /** log2 of the words of a row. */
  private readonly shift: number;
  private cells = new Int32Array(0);

  constructor(rows: PackedRows) {
    this.shift = rows.shift - 2;
    rows.add(this);
  }

  attach(buffer: ArrayBuffer): void {
    this.cells = new Int32Array(buffer);
  }

  /** Margin's row of the subaccount. */
  holder(row: number): number {
    return this.cells[row << this.shift]!;
  }

  isAt(row: number, { words }: ClientIdKey): boolean {
    const { cells } = this;
    const at = row << this.shift;
    for (let i = 0; i < KEY_WORDS; i++) if (cells[at + i] !== words[i]) return false;
    return true;
  }

  write(row: number, { words }: ClientIdKey): void {
    const { cells } = this;
    const at = row << this.shift;
    for (let i = 0; i < KEY_WORDS; i++) cells[at + i] = words[i]!;
  }

  /** The text of a row, made anew at each call. */
  text(row: number): string {
    const { cells } = this;
    const end = ((row << this.shift) | 0) + KEY_WORDS;
    let text = '';
    for (let at = (row << this.shift) + 1; at < end; at++) {
      const word = cells[at]!;
      if (word >>> 24 !== 0) {
        text += String.fromCharCode(word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24);
        continue;
      }
      for (let rest = word; rest !== 0; rest >>>= 8) text += String.fromCharCode(rest & 255);
      break;
    }
    return text;
  }

  writeText(row: number, out: ByteWriter): void {
    const { cells } = this;
    const end = (row << this.shift) + KEY_WORDS;
    for (let at = (row << this.shift) + 1; at < end; at++) {
      for (let rest = cells[at]!; rest !== 0; rest >>>= 8) out.u8(rest & 255);
    }
  }
}
