/** Points kept: some 10 MiB when full. */
const SLOTS = 1 << 15;

/**
 * Public keys as points (04 ‖ x ‖ y) under their compressed form. Finding y takes a square root, a twelfth of a whole
 * verification, and accounts sign again and again. One key a slot, a later one takes its place: nothing to scan, no list to
 * keep, and whoever makes keys that collide only loses the gain.
 */
export class PointCache {
  private readonly slots: (Uint8Array | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  private readonly convert: (publicKey: Uint8Array) => Uint8Array;

  /** `convert` gives the 65 bytes of a compressed key and throws when there is no such point. */
  constructor(convert: (publicKey: Uint8Array) => Uint8Array) {
    this.convert = convert;
  }

  /** `publicKey`: 33 bytes with 02 or 03 first. Throws what `convert` throws. The result is shared: not to be written to. */
  get(publicKey: Uint8Array): Uint8Array {
    const slot = ((publicKey[31]! << 8) | publicKey[32]!) & (SLOTS - 1);
    const known = this.slots[slot];
    if (known !== undefined && isPointOf(known, publicKey)) return known;
    const point = this.convert(publicKey);
    this.slots[slot] = point;
    return point;
  }
}

/** The same x, and y of the parity that 02 (even) or 03 (odd) says. */
function isPointOf(point: Uint8Array, publicKey: Uint8Array): boolean {
  if ((point[64]! & 1) !== (publicKey[0]! & 1)) return false;
  for (let i = 32; i > 0; i--) if (point[i] !== publicKey[i]) return false;
  return true;
}
