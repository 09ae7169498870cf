import { beforeEach, expect, test } from 'vitest';
import { find, page } from '../testing';
import { theme, THEME_KEY } from './theme';

const RADIOS = ['system', 'light', 'dark']
  .map((value) => `<input type="radio" name="theme" value="${value}">`)
  .join('');

function choose(value: string): void {
  const radio = find<HTMLInputElement>(`[value=${value}]`);
  radio.checked = true;
  radio.dispatchEvent(new Event('change'));
}

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset['theme'];
  page(`<fieldset>${RADIOS}</fieldset>`);
});

test('theme without a choice follows the device', () => {
  theme(find('fieldset'));
  expect(find<HTMLInputElement>('[value=system]').checked).toBe(true);
});

test('theme chosen is applied and remembered', () => {
  theme(find('fieldset'));
  choose('dark');
  expect(document.documentElement.dataset['theme']).toBe('dark');
  expect(localStorage.getItem(THEME_KEY)).toBe('dark');
});

test('theme back to the device drops the mark', () => {
  theme(find('fieldset'));
  choose('dark');
  choose('system');
  expect(document.documentElement.dataset['theme']).toBeUndefined();
});

test('theme remembered is shown as chosen', () => {
  localStorage.setItem(THEME_KEY, 'light');
  theme(find('fieldset'));
  expect(find<HTMLInputElement>('[value=light]').checked).toBe(true);
});
