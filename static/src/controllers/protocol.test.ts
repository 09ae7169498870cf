import { beforeEach, expect, test, vi } from 'vitest';
import { type Messages, tell } from '../lib/bus';
import { find, page } from '../testing';
import { protocol } from './protocol';

const row = (n: number): string =>
  `<tr data-entry="e${n}" data-offset-ms="${n * 10_000}" tabindex="-1"><td>words ${n} <a href="#">Edit</a></td></tr>`;

function start(): void {
  // A fresh document element would keep the listeners of older tests: their tables are no longer in the page.
  page(
    `<section><div data-protocol="scroll"><table data-protocol="table"><tbody>${[0, 1, 2].map(row).join('')}</tbody></table></div></section>`,
  );
  for (const one of document.querySelectorAll<HTMLElement>('tr')) one.scrollIntoView = vi.fn();
  protocol(find('section'));
}

function seeks(act: () => void): number[] {
  const heard: number[] = [];
  const listener = (event: Event): void => {
    heard.push((event as CustomEvent<Messages['courtrec:seek']>).detail.ms);
  };
  document.addEventListener('courtrec:seek', listener);
  act();
  document.removeEventListener('courtrec:seek', listener);
  return heard;
}

const press = (selector: string, key: string): void => {
  find(selector).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
};

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  start();
});

test('a click on a row seeks to its moment', () => {
  expect(
    seeks(() => {
      find('[data-entry=e1] td').click();
    }),
  ).toEqual([10_000]);
});

test('Enter on a row seeks to its moment', () => {
  expect(
    seeks(() => {
      press('[data-entry=e2]', 'Enter');
    }),
  ).toEqual([20_000]);
});

test('a click on a link in a row does not seek', () => {
  expect(
    seeks(() => {
      find('[data-entry=e1] a').click();
    }),
  ).toEqual([]);
});

test('the time of the player marks the one current entry', () => {
  tell('courtrec:time', { ms: 10_500, playing: false });
  tell('courtrec:time', { ms: 20_000, playing: false });
  const current = [...document.querySelectorAll<HTMLElement>('[aria-current=true]')];
  expect(current.map((one) => one.dataset['entry'])).toEqual(['e2']);
});

test('rows are one tab stop, which the arrows move', () => {
  find('[data-entry=e0]').focus();
  press('[data-entry=e0]', 'ArrowDown');
  expect(document.activeElement).toBe(find('[data-entry=e1]'));
  press('[data-entry=e1]', 'End');
  expect(document.activeElement).toBe(find('[data-entry=e2]'));
  press('[data-entry=e2]', 'Home');
  expect(document.activeElement).toBe(find('[data-entry=e0]'));
  expect(document.querySelectorAll('tr[tabindex="0"], a[tabindex="0"]')).toHaveLength(2);
});

test.each([
  [1, 10_500, 20_000],
  [-1, 10_500, 0], // within the first second: the one before
  [-1, 12_500, 10_000], // later: its own beginning
] as const)('step by %d at %d ms goes to %d', (by, at, wanted) => {
  tell('courtrec:time', { ms: at, playing: false });
  expect(
    seeks(() => {
      tell('courtrec:step', { by });
    }),
  ).toContain(wanted);
});

test('a changed table is read again and marked once', () => {
  tell('courtrec:time', { ms: 20_000, playing: false });
  const extra = find('[data-entry=e2]').cloneNode(true) as HTMLElement;
  extra.dataset['entry'] = 'new';
  extra.removeAttribute('aria-current');
  find('tbody').append(extra);
  find('table').dispatchEvent(new CustomEvent('courtrec:changed'));
  const current = [...document.querySelectorAll<HTMLElement>('[aria-current=true]')];
  expect(current.map((one) => one.dataset['entry'])).toEqual(['new']);
});
