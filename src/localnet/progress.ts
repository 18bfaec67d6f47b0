/** One line a step: a spinner on a terminal, a line when it is done anywhere. */
export class Progress {
  private readonly quiet: boolean;
  private readonly started = Date.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(quiet: boolean) {
    this.quiet = quiet;
  }

  /** Runs a step under a title; an error goes on to the caller after the line says so. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const begun = Date.now();
    this.spin(title);
    try {
      const result = await work();
      this.line('✔', title, begun);
      return result;
    } catch (error) {
      this.line('✖', title, begun);
      throw error;
    }
  }

  get elapsedMs(): number {
    return Date.now() - this.started;
  }

  private spin(title: string): void {
    if (this.quiet || !process.stdout.isTTY) return;
    const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
    let at = 0;
    this.timer = setInterval(() => process.stdout.write(`\r${frames[at++ % frames.length]} ${title}`), 80);
  }

  private line(sign: string, title: string, begun: number): void {
    if (this.timer !== undefined) clearInterval(this.timer);
    this.timer = undefined;
    if (this.quiet) return;
    const start = process.stdout.isTTY ? '\r\x1b[K' : '';
    process.stdout.write(`${start}${sign} ${title} (${Date.now() - begun} ms)\n`);
  }
}
