import type { Address } from '../../lib/units.ts';
import type { Journal, Undoable } from '../../state/journal.ts';

/** 20 bytes → account number. The engine's string hash is seeded, so chosen addresses cannot make long chains. */
export class AddressIndex implements Undoable {
  private readonly journal: Journal;
  private readonly numbers = new Map<string, number>();
  /** What was found last: the checks of one tx ask for the same array several times. */
  private lastAddress: Address | undefined;
  private lastNumber = -1;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  get size(): number {
    return this.numbers.size;
  }

  /** −1 when unknown. */
  find(address: Address): number {
    if (address === this.lastAddress) return this.lastNumber;
    const number = this.numbers.get(keyOf(address)) ?? -1;
    this.lastAddress = address;
    this.lastNumber = number;
    return number;
  }

  add(address: Address, number: number): void {
    const key = keyOf(address);
    this.journal.noteObject(this, 0, key);
    this.numbers.set(key, number);
    this.lastAddress = undefined;
  }

  clear(): void {
    this.numbers.clear();
    this.lastAddress = undefined;
  }

  undo(_index: number, _number: number, key: unknown): void {
    this.numbers.delete(key as string);
    this.lastAddress = undefined;
  }
}

/** One character a byte: the cheapest flat string of 20 bytes. */
function keyOf(a: Address): string {
  return String.fromCharCode(
    a[0]!,
    a[1]!,
    a[2]!,
    a[3]!,
    a[4]!,
    a[5]!,
    a[6]!,
    a[7]!,
    a[8]!,
    a[9]!,
    a[10]!,
    a[11]!,
    a[12]!,
    a[13]!,
    a[14]!,
    a[15]!,
    a[16]!,
    a[17]!,
    a[18]!,
    a[19]!,
  );
}
