/**
 * Tells where nothing is played (no recording, one still being made playable, a part that is withheld) and offers
 * to go on behind it.
 */
import { tell } from '../lib/bus';
import { text } from '../lib/texts';
import type { Gap, GapNote, Withheld } from './api';

/** The gap that holds the moment `ms`, if any. */
export function gapAt<Kind extends Gap>(gaps: readonly Kind[], ms: number): Kind | undefined {
  return gaps.find((gap) => gap.start_ms <= ms && ms < gap.end_ms);
}

/** What was noted as the cause of a gap, if anything: a note on the hearing as a whole that reaches into it. */
export function causeOf(gap: Gap, notes: readonly GapNote[]): string | undefined {
  const touching = notes.find(
    (note) => note.camera === null && note.start_ms < gap.end_ms && gap.start_ms < note.end_ms,
  );
  return touching?.cause_label;
}

/** The name of the words for a part that is withheld. */
export function wordsFor({ kind, preparing }: Withheld): string {
  if (preparing) return 'withheld_preparing';
  return kind === 'closed' ? 'withheld_closed' : 'withheld_not_in_session';
}

export class GapNotice {
  private gaps: readonly Gap[] = [];
  private preparing: readonly Gap[] = [];
  private withheld: readonly Withheld[] = [];
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

  /** Ranges that will play once they are made playable, and those that are withheld from this viewer. */
  await(preparing: readonly Gap[], withheld: readonly Withheld[] = []): void {
    this.preparing = preparing;
    this.withheld = withheld;
  }

  at(ms: number): void {
    const gap = gapAt(this.withheld, ms) ?? gapAt(this.preparing, ms) ?? gapAt(this.gaps, ms);
    if (gap === this.shown) return;
    this.shown = gap;
    this.box.hidden = gap === undefined;
    if (gap === undefined) return;
    const cause = causeOf(gap, this.notes) ?? '';
    const span = { from: this.clock(gap.start_ms), to: this.clock(gap.end_ms) };
    this.words.textContent = text(this.key(gap, cause), { ...span, cause });
    this.say(this.words.textContent);
  }

  private key(gap: Gap, cause: string): string {
    const kept = this.withheld.find((one) => one === gap);
    if (kept !== undefined) return wordsFor(kept);
    if (this.preparing.includes(gap)) return 'gap_preparing';
    return cause === '' ? 'gap' : 'gap_why';
  }
}
