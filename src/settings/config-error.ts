/** A setting that cannot be used; the message names where it stands. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}
