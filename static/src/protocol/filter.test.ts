import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, texts } from '../testing';
import { Filter, folded } from './filter';
import { Rows } from './rows';

const WORDS = ['Председательствующий: всё ясно', 'Witness: the car', 'Төраға: Сот отырысы ашық'];

beforeEach(() => {
  vi.useFakeTimers();
  const rows = WORDS.map(
    (words, n) => `<tr data-entry="e${n}" data-offset-ms="0"><td>${words}</td></tr>`,
  ).join('');
  const counts = texts({ filter_count: '{shown}/{total}', filter_none: 'none' });
  page(`<input type="search"><p></p><table><tbody>${rows}</tbody></table>${counts}`);
});

function type(words: string): void {
  const input = find<HTMLInputElement>('input');
  input.value = words;
  input.dispatchEvent(new Event('input'));
  vi.advanceTimersByTime(200);
}

const shown = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('[data-entry]:not([hidden])')].map(
    (row) => row.dataset['entry'],
  );

test.each([
  ['', ['e0', 'e1', 'e2'], ''],
  ['ВСЕ', ['e0'], '1/3'], // capitals, and е for ё
  ['төраға ашық', ['e2'], '1/3'], // both words, in any place
  ['car төраға', [], 'none'],
])('Filter with "%s" shows %j', (words, wanted, count) => {
  new Filter(find<HTMLInputElement>('input'), find('p'), new Rows(find('table')));
  type(words);
  expect(shown()).toEqual(wanted);
  expect(find('p').textContent).toBe(count);
});

test('Filter hides rows so that find-in-page still reaches them', () => {
  new Filter(find<HTMLInputElement>('input'), null, new Rows(find('table')));
  type('car');
  expect(find('[data-entry=e0]').getAttribute('hidden')).toBe('until-found');
});

test('Filter on Escape shows everything again', () => {
  new Filter(find<HTMLInputElement>('input'), find('p'), new Rows(find('table')));
  type('car');
  find('input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  expect(shown()).toHaveLength(3);
});

test('folded joins spaces and case', () => {
  expect(folded('  ЁЛКА \n  Сот ')).toBe('елка сот');
});
