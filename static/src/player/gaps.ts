/** Tells where no recording exists, or where one is still being made playable, and offers to go on behind it. */
import { tell } from '../lib/bus';
import { text } from '../lib/texts';
import type { Gap, GapNote } from './api';

/** The gap that holds the moment `ms`, if any. */
export function gapAt(gaps: readonly Gap[], ms: number): Gap | undefined {
  return gaps.find((gap) => gap.start_ms <= ms && ms < gap.end_ms);
}

/** What was noted as the cause of a gap, if anything: a note on the hearing as a whole that reaches into it. */
export function causeOf(gap: Gap, notes: readonly GapNote[]): string | undefined {
  const touching = notes.find(
    (note) => note.camera === null && note.start_ms < gap.end_ms && gap.start_ms < note.end_ms,
  );
  return touching?.cause_label;
}

export class GapNotice {
  private gaps: readonly Gap[] = [];
  private preparing: readonly Gap[] = [];
  private notes: readonly GapNote[] = [];
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

  know(gaps: readonly Gap[], notes: readonly GapNote[] = []): void {
    this.gaps = gaps;
    this.notes = notes;
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
    const cause = awaited === undefined ? causeOf(gap, this.notes) : undefined;
    const key = awaited !== undefined ? 'gap_preparing' : cause === undefined ? 'gap' : 'gap_why';
    const span = { from: this.clock(gap.start_ms), to: this.clock(gap.end_ms) };
    this.words.textContent = text(key, { ...span, cause: cause ?? '' });
    this.say(this.words.textContent);
  }
}
