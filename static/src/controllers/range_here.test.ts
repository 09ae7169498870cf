import { beforeEach, expect, test } from 'vitest';
import { tell } from '../lib/bus';
import { find, page } from '../testing';
import { momentHere, rangeHere } from './range_here';

const FORM = `<form data-started-at="2026-03-02T05:00:00Z" data-zone="UTC">
  <input type="hidden" name="from_ms"><input type="hidden" name="to_ms">
  <button type="button" data-sets="from_ms">From here <span data-shows="from_ms"></span></button>
  <button type="button" data-sets="to_ms">To here <span data-shows="to_ms"></span></button>
  <span data-status></span></form>`;

const value = (name: string): string => find<HTMLInputElement>(`input[name=${name}]`).value;

function mark(name: string, ms: number): void {
  tell('courtrec:time', { ms, playing: false });
  find(`[data-sets=${name}]`).click();
}

beforeEach(() => {
  page(FORM);
  rangeHere(find('form'));
});

test('rangeHere at two moments carries both and says them', () => {
  mark('from_ms', 60_000.4);
  mark('to_ms', 90_000);
  expect([value('from_ms'), value('to_ms')]).toEqual(['60000', '90000']);
  expect(find('[data-shows=to_ms]').textContent).toBe('05:01:30');
  expect(find('[data-status]').textContent).toBe('To here 05:01:30');
});

test('rangeHere with an end before its beginning keeps no end', () => {
  mark('to_ms', 5_000);
  mark('from_ms', 60_000);
  expect([value('from_ms'), value('to_ms')]).toEqual(['60000', '']);
});

test('momentHere follows the player and is empty before it is anywhere', () => {
  page('<form><input type="hidden" name="at_ms"></form>');
  momentHere(find('form'));
  expect(value('at_ms')).toBe('');
  tell('courtrec:time', { ms: 1234.9, playing: true });
  expect(value('at_ms')).toBe('1234');
});
