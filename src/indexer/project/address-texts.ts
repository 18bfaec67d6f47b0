import { formatAddress } from '#chain/lib/address.ts';

/** Texts of the accounts of a block: one that trades is named in many lines. */
export class AddressTexts {
  private readonly texts = new Map<string, string>();

  /** `nave1…/subaccount`. */
  of(owner: Uint8Array, subaccount: number): string {
    const key = Buffer.from(owner.buffer, owner.byteOffset, owner.length).toString('latin1');
    let text = this.texts.get(key);
    if (text === undefined) {
      text = formatAddress(owner);
      this.texts.set(key, text);
    }
    return `${text}/${subaccount}`;
  }
}
