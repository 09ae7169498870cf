/**
 * Keeps a fragment up to date: asked for again every few seconds with its ETag, not while the page is hidden.
 * Only a changed state is said aloud, never a moving figure.
 *
 * <div data-controller="live-fragment" data-url="/jobs/?fragment=1" data-interval-ms="2000">
 *   … <li data-live="ID" data-state="running" data-says="Title: being checked">…</li>
 * </div>
 * <p role="status" data-live-says></p>
 */
import { text } from '../lib/texts';

const SLOWEST_MS = 30_000;

/** What a reader of `root` was told so far: state by id. */
export function statesOf(root: ParentNode): Map<string, string> {
  const rows = root.querySelectorAll<HTMLElement>('[data-live]');
  return new Map([...rows].map((row) => [row.dataset['live'] ?? '', row.dataset['state'] ?? '']));
}

/** Sentences for the rows whose state differs from `before`. */
export function changesSince(before: Map<string, string>, root: ParentNode): string[] {
  return [...root.querySelectorAll<HTMLElement>('[data-live]')]
    .filter((row) => before.get(row.dataset['live'] ?? '') !== row.dataset['state'])
    .map((row) => row.dataset['says'] ?? '')
    .filter((words) => words !== '');
}

class LiveFragment {
  private etag = '';
  private failures = 0;
  private readonly interval: number;

  constructor(
    private readonly element: HTMLElement,
    private readonly voice: Element | null,
  ) {
    this.interval = Number(element.dataset['intervalMs'] ?? '2000');
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void this.refresh();
    });
    this.later();
  }

  private later(): void {
    const wait = Math.min(this.interval * 2 ** this.failures, SLOWEST_MS);
    setTimeout(() => {
      if (!this.element.isConnected) return;
      if (document.hidden) this.later();
      else
        void this.refresh().finally(() => {
          this.later();
        });
    }, wait);
  }

  private async refresh(): Promise<void> {
    try {
      const headers = this.etag === '' ? {} : { 'If-None-Match': this.etag };
      const answer = await fetch(this.element.dataset['url'] ?? '', { headers, cache: 'no-store' });
      if (answer.status === 200) this.show(await answer.text(), answer.headers.get('ETag') ?? '');
      else if (answer.status !== 304) throw new Error(String(answer.status));
      if (this.failures > 0) this.say(text('jobs_back'));
      this.failures = 0;
    } catch {
      this.failures += 1;
      if (this.failures === 2) this.say(text('jobs_lost'));
    }
  }

  private show(html: string, etag: string): void {
    this.etag = etag;
    const before = statesOf(this.element);
    const focused = document.activeElement?.id ?? '';
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    this.element.replaceChildren(...parsed.body.childNodes);
    if (focused !== '') document.getElementById(focused)?.focus();
    const said = changesSince(before, this.element);
    if (said.length > 0) this.say(said.join(' '));
  }

  private say(words: string): void {
    if (this.voice !== null) this.voice.textContent = words;
  }
}

export function liveFragment(element: HTMLElement): void {
  new LiveFragment(element, document.querySelector('[data-live-says]'));
}
