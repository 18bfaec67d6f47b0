/** Bytes that are no canonical protobuf message, or a value its field cannot carry. */
export class WireError extends Error {
  override name = 'WireError';
}
