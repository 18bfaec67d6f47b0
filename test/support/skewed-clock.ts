/** Loaded before all else (`node --import`): the time of day of this process is off by TEST_SKEW_MS. */
const skewMs = Number(process.env.TEST_SKEW_MS ?? 0);
const TrueDate = Date;

globalThis.Date = class SkewedDate extends TrueDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [SkewedDate.now()] : given) as [number]));
  }

  static override now(): number {
    return TrueDate.now() + skewMs;
  }
} as DateConstructor;
