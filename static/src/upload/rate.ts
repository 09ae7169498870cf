/** Speed over the last seconds, so that neither a burst nor an old pause misleads. */
const WINDOW_MS = 8_000;

export class Rate {
  private points: { at: number; bytes: number }[] = [];

  /** `bytes` have arrived in all, at the instant `at` (milliseconds). */
  add(bytes: number, at: number): void {
    this.points.push({ at, bytes });
    this.points = this.points.filter((point) => at - point.at <= WINDOW_MS);
  }

  reset(): void {
    this.points = [];
  }

  /** Bytes per second; 0 while too little is known. */
  get perSecond(): number {
    const first = this.points[0];
    const last = this.points[this.points.length - 1];
    if (first === undefined || last === undefined || last.at - first.at < 500) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1_000) / (last.at - first.at));
  }
}
