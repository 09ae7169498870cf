/** The translated words of the page: JSON blocks `<script type="application/json" data-texts>`. */
type Texts = Record<string, unknown>;

let known: Texts | undefined;

function load(): Texts {
  const merged: Texts = {};
  for (const block of document.querySelectorAll('script[data-texts]')) {
    Object.assign(merged, JSON.parse(block.textContent) as Texts);
  }
  return merged;
}

/** Forget what was read; for tests that change the page. */
export function forgetTexts(): void {
  known = undefined;
}

/** Words for `key` with `{name}` places filled; the key itself when the page does not bring them. */
export function text(key: string, values: Record<string, string | number> = {}): string {
  known ??= load();
  const words = known[key];
  if (typeof words !== 'string') return key;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A dictionary of words under `key` (the ones that media-chrome says itself), empty when absent. */
export function dictionary(key: string): Record<string, string> {
  known ??= load();
  const found = known[key];
  return typeof found === 'object' && found !== null ? (found as Record<string, string>) : {};
}
