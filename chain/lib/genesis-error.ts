/** A genesis that breaks a rule: `path` names the field (`app_state.markets.markets[2].lotSize`). */
export class GenesisError extends Error {
  override name = 'GenesisError';
  readonly path: string;
  constructor(path: string, message: string) {
    super(`genesis: ${path}: ${message}`);
    this.path = path;
  }
}
