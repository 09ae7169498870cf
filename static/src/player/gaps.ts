/** Tells where no recording exists, or where one is still being made playable, and offers to go on behind it. */
import { tell } from '../lib/bus';
import { text } from '../lib/texts';
import type { Gap } from './api';

/** The gap that holds the moment `ms`, if any. */
export function gapAt(gaps: readonly Gap[], ms: number): Gap | undefined {
  return gaps.find((gap) => gap.start_ms <= ms && ms < gap.end_ms);
}

export class GapNotice {
  private gaps: readonly Gap[] = [];
  private preparing: readonly Gap[] = [];
  private shown: Gap | undefined;

  constructor(
    private readonly box: HTMLElement,
    private readonly words: HTMLElement,
    skip: HTMLElement,
    private readonly clock: (ms: number) => string,
    private readonly say: (words: string) => void,
  ) {
    skip.addEventListener('click', () => {
      if (this.shown !== undefined) tell('courtrec:seek', { ms: this.shown.end_ms, from: 'key' });
    });
  }

  know(gaps: readonly Gap[]): void {
    this.gaps = gaps;
  }

  /** Ranges that will play once they are made playable. */
  await(preparing: readonly Gap[]): void {
    this.preparing = preparing;
  }

  at(ms: number): void {
    const awaited = gapAt(this.preparing, ms);
    const gap = awaited ?? gapAt(this.gaps, ms);
    if (gap === this.shown) return;
    this.shown = gap;
    this.box.hidden = gap === undefined;
    if (gap === undefined) return;
    const key = awaited === undefined ? 'gap' : 'gap_preparing';
    this.words.textContent = text(key, { from: this.clock(gap.start_ms), to: this.clock(gap.end_ms) });
    this.say(this.words.textContent);
  }
}
