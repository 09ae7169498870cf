/** One file in the list of the page: the words, the figures and the buttons. */
import { formatLeft, formatSize } from '../lib/figures';
import { text } from '../lib/texts';

export type RowState = 'queued' | 'uploading' | 'paused' | 'waiting' | 'checking' | 'done' | 'failed';

const FULL = 1_000;
const CAN_PAUSE: readonly RowState[] = ['queued', 'uploading', 'waiting'];
const OVER: readonly RowState[] = ['checking', 'done', 'failed'];

export interface RowAsks {
  pause: () => void;
  resume: () => void;
  cancel: () => void;
}

export class Row {
  constructor(
    readonly element: HTMLElement,
    private readonly name: string,
    asks: RowAsks,
    private readonly say: (words: string) => void,
  ) {
    this.part('name').textContent = name;
    this.part('progress').setAttribute('aria-label', name);
    for (const button of ['pause', 'resume', 'cancel'] as const) {
      this.part(button).setAttribute('aria-label', `${this.part(button).textContent}: ${name}`);
      this.part(button).addEventListener('click', asks[button]);
    }
  }

  /** Show a state in words; a reader hears it, and keeps the focus when a button goes. */
  show(state: RowState, words: string): void {
    this.element.dataset['state'] = state;
    const changed = this.part('words').textContent !== words;
    this.part('words').textContent = words;
    const focused = this.element.contains(document.activeElement);
    this.part('pause').hidden = !CAN_PAUSE.includes(state);
    this.part('resume').hidden = state !== 'paused';
    this.part('cancel').hidden = OVER.includes(state);
    this.part('open').hidden = state !== 'done';
    if (focused && document.activeElement === document.body) this.firstButton()?.focus();
    if (changed && state !== 'waiting') this.say(`${this.name}: ${words}`);
  }

  progress(done: number, all: number, perSecond: number): void {
    this.part('progress').setAttribute('value', String(all > 0 ? Math.floor((done / all) * FULL) : 0));
    const sizes = { done: formatSize(done), all: formatSize(all) };
    this.part('figures').textContent =
      perSecond > 0 && done < all
        ? text('figures', {
            ...sizes,
            speed: formatSize(perSecond),
            left: formatLeft((all - done) / perSecond),
          })
        : text('figures_short', sizes);
  }

  private firstButton(): HTMLElement | null {
    return this.element.querySelector('button:not([hidden]), a:not([hidden])');
  }

  private part(name: string): HTMLElement {
    return this.element.querySelector<HTMLElement>(`[data-file="${name}"]`) ?? document.createElement('span');
  }
}
