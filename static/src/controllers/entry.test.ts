import { beforeEach, expect, test, vi } from 'vitest';
import { tell } from '../lib/bus';
import { find, page, texts } from '../testing';
import { editor } from './editor';
import { entryHere } from './entry_here';
import { entryPlaced } from './entry_placed';

const row = (id: string, ms: number): string =>
  `<tr data-entry="${id}" data-offset-ms="${ms}"><td>${id}</td></tr>`;
const order = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('[data-protocol] [data-entry]')].map(
    (one) => one.dataset['entry'],
  );

test('entryHere carries the moment of the player in link and request', () => {
  page('<a href="/new/">New</a>');
  const link = find<HTMLAnchorElement>('a');
  entryHere(link);
  tell('courtrec:time', { ms: 65_000.4, playing: true });
  link.dispatchEvent(new Event('focus'));
  expect(link.getAttribute('href')).toBe('/new/?at_ms=65000');
  const detail = { parameters: {} as Record<string, unknown> };
  link.dispatchEvent(new CustomEvent('htmx:configRequest', { detail }));
  expect(detail.parameters).toEqual({ at_ms: 65_000 });
});

beforeEach(() => {
  page(`<table data-protocol="table"><tbody>${row('a', 0)}${row('b', 1_000)}</tbody></table>`);
});

function placed(inner: string, removed = ''): void {
  const table = document.createElement('table');
  if (removed !== '') table.dataset['removed'] = removed;
  const parsed = new DOMParser().parseFromString(`<table><tbody>${inner}</tbody></table>`, 'text/html');
  table.append(...parsed.querySelectorAll('tr'));
  document.body.append(table);
  entryPlaced(table);
}

test.each([
  ['between', row('n', 500), ['a', 'n', 'b']],
  ['at the end', row('n', 9_000), ['a', 'b', 'n']],
  ['after one of the same moment', row('n', 0), ['a', 'n', 'b']],
  ['in place of its older self', row('a', 5_000), ['b', 'a']],
])('entryPlaced %s puts the row by its moment', (_where, inner, wanted) => {
  const changed = vi.fn();
  find('[data-protocol]').addEventListener('courtrec:changed', changed);
  placed(inner);
  expect(order()).toEqual(wanted);
  expect(changed).toHaveBeenCalledTimes(1);
});

test('entryPlaced of a withdrawn entry takes its row out', () => {
  placed('', 'a');
  expect(order()).toEqual(['b']);
});

function swap(inner: string): void {
  const parsed = new DOMParser().parseFromString(inner, 'text/html');
  find('#editor').replaceChildren(...parsed.body.childNodes);
  find('#editor').dispatchEvent(new CustomEvent('htmx:afterSwap', { bubbles: true }));
}

const FORM =
  '<form><input name="time" value="10:00"><input name="speaker"><textarea></textarea><a data-editor-cancel>x</a></form>';

test('editor opened puts the focus into the first empty field', () => {
  page('<div id="editor"></div>');
  editor(find('#editor'));
  swap(FORM);
  expect(document.activeElement).toBe(find('[name=speaker]'));
});

test('editor cancelled empties itself and gives the focus back', () => {
  page('<button>Edit</button><div id="editor"></div>');
  editor(find('#editor'));
  find('button').dispatchEvent(new CustomEvent('htmx:beforeRequest', { bubbles: true }));
  swap(FORM);
  find('[data-editor-cancel]').click();
  expect(find('#editor').childNodes).toHaveLength(0);
  expect(document.activeElement).toBe(find('button'));
});

test('editor without an answer says that nothing was changed', () => {
  page(`<div id="editor"></div><p id="entry-status"></p>${texts({ request_failed: 'no answer' })}`);
  editor(find('#editor'));
  document.dispatchEvent(new CustomEvent('htmx:sendError'));
  expect(find('#entry-status').textContent).toBe('no answer');
});
