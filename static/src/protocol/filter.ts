/**
 * Shows only the entries that hold all words of the filter box.
 *
 * The others get `hidden="until-found"`: the browser's own find-in-page still reaches them and shows what it finds.
 */
import { text } from '../lib/texts';
import type { Rows } from './rows';

const TYPING_MS = 120;

/** Lower case without the marks that a typist leaves out; Kazakh and Russian letters stay letters. */
export function folded(words: string): string {
  return words.toLocaleLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();
}

export class Filter {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly count: HTMLElement | null,
    private readonly rows: Rows,
  ) {
    input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.apply();
      }, TYPING_MS);
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || input.value === '') return;
      event.preventDefault();
      input.value = '';
      this.apply();
    });
  }

  apply(): void {
    const words = folded(this.input.value)
      .split(' ')
      .filter((word) => word !== '');
    let shown = 0;
    for (const row of this.rows.all) {
      const content = words.length > 0 ? folded(row.textContent) : '';
      const hit = words.every((word) => content.includes(word));
      if (hit) row.removeAttribute('hidden');
      else row.setAttribute('hidden', 'until-found');
      if (hit) shown += 1;
    }
    this.tell(words.length > 0, shown);
    highlight(words, this.rows);
  }

  private tell(active: boolean, shown: number): void {
    if (this.count === null) return;
    if (!active) this.count.textContent = '';
    else if (shown === 0) this.count.textContent = text('filter_none');
    else this.count.textContent = text('filter_count', { shown, total: this.rows.all.length });
  }
}

const MOST_MARKS = 2_000;

/** Marks the words without touching the markup, where the browser can. */
function highlight(words: string[], rows: Rows): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete('entry-filter');
  const ranges: Range[] = [];
  for (const row of words.length > 0 ? rows.all : []) {
    if (!row.hasAttribute('hidden') && ranges.length < MOST_MARKS) ranges.push(...rangesIn(row, words));
  }
  if (ranges.length > 0) CSS.highlights.set('entry-filter', new Highlight(...ranges));
}

function rangesIn(row: HTMLElement, words: string[]): Range[] {
  const found: Range[] = [];
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const content = (node.nodeValue ?? '').toLocaleLowerCase().replaceAll('ё', 'е');
    for (const word of words) {
      for (let at = content.indexOf(word); at >= 0; at = content.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, Math.min(at + word.length, node.nodeValue?.length ?? 0));
        found.push(range);
      }
    }
  }
  return found;
}
