import { beforeEach, expect, test } from 'vitest';
import { formatLeft, formatSize } from './figures';

beforeEach(() => {
  document.documentElement.lang = 'en';
});

test.each([
  [0, '0 byte'],
  [1_023, '1,023 byte'],
  [1_536, '1.5 kB'],
  [1_785_000_000, '1.7 GB'],
])('formatSize of %d gives %s', (bytes, words) => {
  expect(formatSize(bytes)).toBe(words);
});

test('formatSize in Russian uses its comma', () => {
  document.documentElement.lang = 'ru';
  expect(formatSize(1_536)).toMatch(/^1,5/);
});

test.each([
  [0.2, '1 sec'],
  [59, '59 sec'],
  [61, '2 min'], // rounded up
  [5_400, '1.5 hr'],
])('formatLeft of %d seconds gives %s', (seconds, words) => {
  expect(formatLeft(seconds)).toBe(words);
});
