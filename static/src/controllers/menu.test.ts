import { beforeEach, expect, test } from 'vitest';
import { find, page } from '../testing';
import { menu } from './menu';

beforeEach(() => {
  page('<details open><summary>Name</summary><a href="/">in</a></details><p>out</p>');
  menu(find('details'));
});

test('menu on Escape closes and gives the focus back', () => {
  find('a').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  expect(find<HTMLDetailsElement>('details').open).toBe(false);
  expect(document.activeElement).toBe(find('summary'));
});

test('menu on a click outside closes', () => {
  find('p').click();
  expect(find<HTMLDetailsElement>('details').open).toBe(false);
});

test('menu on another key stays open', () => {
  find('a').dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
  expect(find<HTMLDetailsElement>('details').open).toBe(true);
});
