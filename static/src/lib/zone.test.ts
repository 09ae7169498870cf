import { expect, test } from 'vitest';
import { toUtc } from './zone';

test.each([
  ['2026-03-12T09:30', 'Asia/Almaty', '2026-03-12T04:30:00.000Z'],
  ['2026-03-12T09:30:02', 'Asia/Almaty', '2026-03-12T04:30:02.000Z'],
  ['2026-03-29T01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'], // a second before the clocks go forward
  ['2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'], // and the second after
  ['2026-03-12T00:00', 'UTC', '2026-03-12T00:00:00.000Z'],
  ['', 'UTC', ''],
])('toUtc of %s in %s gives %s', (typed, zone, utc) => {
  expect(toUtc(typed, zone)).toBe(utc);
});
