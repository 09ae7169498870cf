/**
 * The protocol of a hearing: rows seek, the current one is marked and followed, a filter, one tab stop.
 *
 * <section data-controller="protocol">
 *   <input data-protocol="filter"> <span data-protocol="count"></span> <button data-protocol="follow" hidden>
 *   <div data-protocol="scroll"><table data-protocol="table">
 *     <tr data-entry="ID" data-offset-ms="723400" tabindex="-1">…</tr>
 */
import { hear, tell } from '../lib/bus';
import { Filter } from '../protocol/filter';
import { Follow } from '../protocol/follow';
import { Roving } from '../protocol/roving';
import { Rows } from '../protocol/rows';

class Protocol {
  private readonly rows: Rows;
  private readonly roving: Roving;
  private readonly follow: Follow;
  private filter: Filter | undefined;
  private current: HTMLElement | undefined;
  private at = 0;

  constructor(
    private readonly section: HTMLElement,
    private readonly table: HTMLElement,
  ) {
    this.rows = new Rows(table);
    this.roving = new Roving(table, this.rows);
    this.follow = new Follow(this.part('scroll') ?? table, this.part('follow'), () => this.current);
    const input = this.part('filter');
    if (input instanceof HTMLInputElement) this.filter = new Filter(input, this.part('count'), this.rows);
    this.listen();
    tell('courtrec:entries', { offsets: this.rows.offsets });
  }

  private part(name: string): HTMLElement | null {
    return this.section.querySelector(`[data-protocol="${name}"]`);
  }

  private listen(): void {
    this.table.addEventListener('click', (event) => {
      this.ask(event);
    });
    this.table.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.ask(event);
    });
    this.table.addEventListener('courtrec:changed', () => {
      this.changed();
    });
    hear('courtrec:time', ({ ms, playing }) => {
      this.mark(ms, playing);
    });
    hear('courtrec:seek', ({ ms, from }) => {
      this.shown(ms, from);
    });
    hear('courtrec:step', ({ by }) => {
      this.step(by);
    });
  }

  private ask(event: Event): void {
    const target = event.target;
    if (!(target instanceof Element) || target.closest('a, button, input') !== null) return;
    const row = target.closest<HTMLElement>('[data-entry]');
    if (row === null || this.selecting()) return;
    tell('courtrec:seek', { ms: Number(row.dataset['offsetMs']), from: 'entry' });
  }

  /** Marking words with the mouse ends in a click too; that is reading, not seeking. */
  private selecting(): boolean {
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed && this.table.contains(selection.anchorNode);
  }

  private mark(ms: number, playing: boolean): void {
    this.at = ms;
    const index = this.rows.indexAt(ms);
    const row = index < 0 ? undefined : this.rows.all[index];
    if (row === this.current) return;
    this.current?.removeAttribute('aria-current');
    this.current = row;
    row?.setAttribute('aria-current', 'true');
    if (row !== undefined && playing) this.follow.to(row);
  }

  private shown(ms: number, from: string): void {
    this.mark(ms, false);
    if (from !== 'entry' && this.current !== undefined) this.follow.asked(this.current);
  }

  private step(by: -1 | 1): void {
    const index = this.rows.indexAt(this.at);
    const start = this.rows.offsets[index] ?? 0;
    // Within the first second of an entry "back" means the one before, as on every player.
    const away = by === 1 ? index + 1 : this.at - start > 1_000 ? index : index - 1;
    const row = this.rows.shownFrom(Math.max(away, 0), by);
    if (row !== undefined) tell('courtrec:seek', { ms: Number(row.dataset['offsetMs']), from: 'key' });
  }

  private changed(): void {
    this.rows.reread();
    this.roving.reset();
    this.filter?.apply();
    this.current?.removeAttribute('aria-current');
    this.current = undefined;
    this.mark(this.at, false);
    tell('courtrec:entries', { offsets: this.rows.offsets });
  }
}

export function protocol(element: HTMLElement): void {
  const table = element.querySelector<HTMLElement>('[data-protocol="table"]');
  if (table !== null) new Protocol(element, table);
}
