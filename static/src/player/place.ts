/** Addresses of moments: `?t=SECONDS` (decimals) and `?entry=ID`. */

/** Where the address of the page wants to begin, in milliseconds; undefined when it says nothing usable. */
export function placeOf(search: string, page: ParentNode): number | undefined {
  const query = new URLSearchParams(search);
  const entry = query.get('entry');
  if (entry !== null) {
    const row = page.querySelector<HTMLElement>(`[data-entry="${CSS.escape(entry)}"]`);
    if (row !== null) return Number(row.dataset['offsetMs']);
  }
  const seconds = Number.parseFloat((query.get('t') ?? '').replace(',', '.'));
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1_000) : undefined;
}

/** The address of this page at the moment `ms`. */
export function linkTo(ms: number, location: Location): string {
  return `${location.origin}${location.pathname}?t=${(Math.max(0, ms) / 1_000).toFixed(3).replace(/\.?0+$/, '')}`;
}
