import { expect, test } from 'vitest';
import { courtClock, formatOffset } from './time';

test.each([
  [0, '0:00:00.0'],
  [723_499, '0:12:03.4'], // tenths are cut, not rounded
  [3_600_000, '1:00:00.0'],
  [36_061_050, '10:01:01.0'],
  [-20, '0:00:00.0'],
])('formatOffset of %d ms gives %s', (ms, words) => {
  expect(formatOffset(ms)).toBe(words);
});

test.each([
  ['2026-03-12T04:30:02.000Z', 'Asia/Almaty', 0, '09:30:02'],
  ['2026-03-12T18:59:59.000Z', 'Asia/Almaty', 1_000, '00:00:00'], // past midnight, no 24:00
  ['2026-03-29T00:59:59.000Z', 'Europe/Berlin', 1_000, '03:00:00'], // the clocks go forward
  ['2026-03-12T04:30:02.000Z', '', 0, '04:30:02'], // no zone: UTC
])('courtClock from %s in %s after %d ms gives %s', (start, zone, ms, words) => {
  expect(courtClock(start, zone)(ms)).toBe(words);
});

test('courtClock without a start says so', () => {
  expect(courtClock('', 'Asia/Almaty')(5)).toBe('–');
});
