/** Why an update or a set upgrade does not verify, in the order of the checks (oracle §2). */
export type PythReason =
  | 'too_long'
  | 'magic'
  | 'version'
  | 'update_type'
  | 'truncated'
  | 'trailing_bytes'
  | 'vaa_version'
  | 'vaa_truncated'
  | 'set_unknown'
  | 'set_expired'
  | 'quorum'
  | 'signature_count'
  | 'signature_order'
  | 'signature_index'
  | 'signature'
  | 'emitter'
  | 'payload'
  | 'no_updates'
  | 'proof'
  | 'message_type'
  | 'message_truncated'
  | 'upgrade_module'
  | 'upgrade_action'
  | 'upgrade_chain'
  | 'upgrade_index'
  | 'upgrade_keys';

/** Bytes from outside that break a rule of the format; the handler turns it into code 5021. */
export class PythError extends Error {
  override name = 'PythError';
  readonly reason: PythReason;
  constructor(reason: PythReason) {
    super(`price update refused: ${reason}`);
    this.reason = reason;
  }
}

/** Throws PythError(reason) unless `condition` holds. */
export function require(condition: boolean, reason: PythReason): asserts condition {
  if (!condition) throw new PythError(reason);
}
