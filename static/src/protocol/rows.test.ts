import { beforeEach, expect, test } from 'vitest';
import { find, page } from '../testing';
import { Rows } from './rows';

const OFFSETS = [1_000, 2_000, 2_000, 5_000];

beforeEach(() => {
  const rows = OFFSETS.map((ms, n) => `<tr data-entry="e${n}" data-offset-ms="${ms}"></tr>`).join('');
  page(`<table><tbody>${rows}</tbody></table>`);
});

test.each([
  [0, -1],
  [1_000, 0],
  [1_999, 0],
  [2_000, 2], // the last of those that begin together
  [90_000, 3],
])('indexAt %d ms gives %d', (ms, index) => {
  expect(new Rows(find('table')).indexAt(ms)).toBe(index);
});

test('shownFrom passes over filtered rows', () => {
  const rows = new Rows(find('table'));
  find('[data-entry=e1]').setAttribute('hidden', 'until-found');
  expect(rows.shownFrom(1, 1)?.dataset['entry']).toBe('e2');
  expect(rows.shownFrom(1, -1)?.dataset['entry']).toBe('e0');
  expect(rows.shownFrom(4, 1)).toBeUndefined();
});

test('reread after a row went forgets it', () => {
  const rows = new Rows(find('table'));
  find('[data-entry=e0]').remove();
  rows.reread();
  expect(rows.offsets).toEqual([2_000, 2_000, 5_000]);
});
