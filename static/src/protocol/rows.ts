/** The entries of the page in their order, found by moment. */
export class Rows {
  private rows: HTMLElement[] = [];
  private starts: number[] = [];

  constructor(private readonly table: Element) {
    this.reread();
  }

  /** Read the page again after rows came or went. */
  reread(): void {
    this.rows = [...this.table.querySelectorAll<HTMLElement>('[data-entry]')];
    this.starts = this.rows.map((row) => Number(row.dataset['offsetMs']));
  }

  get all(): readonly HTMLElement[] {
    return this.rows;
  }

  get offsets(): number[] {
    return this.starts;
  }

  /** Index of the entry that is spoken at `ms`: the last that began by then; -1 before the first. */
  indexAt(ms: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? Infinity) <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The nearest row from `index` on in direction `by` that the filter shows. */
  shownFrom(index: number, by: 1 | -1): HTMLElement | undefined {
    for (let place = index; place >= 0 && place < this.rows.length; place += by) {
      const row = this.rows[place];
      if (row !== undefined && !row.hasAttribute('hidden')) return row;
    }
    return undefined;
  }

  indexOf(row: HTMLElement): number {
    return this.rows.indexOf(row);
  }
}
