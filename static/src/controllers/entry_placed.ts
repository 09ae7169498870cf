/**
 * Puts a row that the server has just saved where it belongs in the protocol (by its moment), or takes it out.
 *
 * <table hidden data-controller="entry-placed" [data-removed="ID"]><tbody><tr data-entry data-offset-ms>…</tr></tbody></table>
 */
const TABLE = '[data-protocol="table"]';

export function entryPlaced(element: HTMLElement): void {
  const table = document.querySelector(TABLE);
  const row = element.querySelector<HTMLElement>('[data-entry]');
  const id = row?.dataset['entry'] ?? element.dataset['removed'] ?? '';
  element.remove();
  if (table === null) return;
  table.querySelector(`[data-entry="${CSS.escape(id)}"]`)?.remove();
  if (row !== null) insert(table, row);
  table.dispatchEvent(new CustomEvent('courtrec:changed', { detail: { id } }));
}

function insert(table: Element, row: HTMLElement): void {
  const at = Number(row.dataset['offsetMs']);
  const rows = [...table.querySelectorAll<HTMLElement>('[data-entry]')];
  const next = rows.find((other) => Number(other.dataset['offsetMs']) > at);
  if (next !== undefined) next.before(row);
  else table.querySelector('tbody:last-of-type')?.append(row);
}
