/** One tab stop for all entries; arrows, Home and End move it; links inside are tab stops in the active row only. */
import type { Rows } from './rows';

const INNER = 'a, button';

/** The row as a sentence: time of day, speaker and kind, text. */
function spoken(row: HTMLElement): string {
  const cells = row.querySelectorAll('.entry__clock, .entry__speaker, .entry__text');
  const words = [...cells].map((cell) =>
    [...cell.childNodes]
      .map((node) => node.textContent?.trim())
      .filter(Boolean)
      .join(' '),
  );
  return words.join(', ');
}

export class Roving {
  private active: HTMLElement | undefined;

  constructor(
    table: HTMLElement,
    private readonly rows: Rows,
  ) {
    table.addEventListener('focusin', (event) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-entry]') : null;
      if (row !== null) this.activate(row);
    });
    table.addEventListener('keydown', (event) => {
      this.key(event);
    });
    this.reset();
  }

  /** After rows came or went: one stop again, the old one if it is still there. */
  reset(): void {
    for (const row of this.rows.all) this.stop(row, false);
    const kept = this.active?.isConnected === true ? this.active : this.rows.all[0];
    if (kept !== undefined) this.activate(kept);
  }

  private activate(row: HTMLElement): void {
    if (this.active !== undefined && this.active !== row) this.stop(this.active, false);
    this.active = row;
    this.stop(row, true);
  }

  private stop(row: HTMLElement, on: boolean): void {
    row.tabIndex = on ? 0 : -1;
    // Browsers make no name of the cells for a row that takes the focus.
    if (on) row.setAttribute('aria-label', spoken(row));
    else row.removeAttribute('aria-label');
    for (const inner of row.querySelectorAll<HTMLElement>(INNER)) inner.tabIndex = on ? 0 : -1;
  }

  private key(event: KeyboardEvent): void {
    const row = event.target;
    if (!(row instanceof HTMLElement) || !row.hasAttribute('data-entry')) return;
    const next = this.target(event.key, this.rows.indexOf(row));
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  private target(key: string, index: number): HTMLElement | undefined {
    if (key === 'ArrowDown') return this.rows.shownFrom(index + 1, 1);
    if (key === 'ArrowUp') return this.rows.shownFrom(index - 1, -1);
    if (key === 'Home') return this.rows.shownFrom(0, 1);
    if (key === 'End') return this.rows.shownFrom(this.rows.all.length - 1, -1);
    return undefined;
  }
}
