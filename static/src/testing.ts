/** Helpers of the tests: pages made of text, and words as the server brings them. */
import { forgetTexts } from './lib/texts';

// jsdom has no CSS object; identifiers of the tests need no escaping.
Object.assign(globalThis, {
  CSS: (globalThis as Partial<typeof globalThis>).CSS ?? { escape: (name: string): string => name },
});

/** Replace the page by this markup. */
export function page(html: string): HTMLElement {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  // A block that stands first is parsed into the head.
  document.body.replaceChildren(...parsed.head.childNodes, ...parsed.body.childNodes);
  forgetTexts();
  return document.body;
}

/** The element that a selector names; the test fails where there is none. */
// The caller says which kind it is, as with querySelector.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function find<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (found === null) throw new Error(`no ${selector} in the page`);
  return found;
}

/** A block of translated words. */
export function texts(words: Record<string, unknown>): string {
  return `<script type="application/json" data-texts>${JSON.stringify(words)}</script>`;
}

/** Let promises that are already settled run on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
