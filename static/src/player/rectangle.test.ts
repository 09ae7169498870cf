import { expect, test } from 'vitest';
import { between, written } from './rectangle';

test('a rectangle is the same from whichever corner it is drawn', () => {
  const corners = [
    [0.2, 0.25, 0.6, 0.75],
    [0.6, 0.75, 0.2, 0.25],
    [0.6, 0.25, 0.2, 0.75],
  ] as const;
  for (const [x, y, toX, toY] of corners) {
    expect(between({ x, y }, { x: toX, y: toY })).toEqual({ left: 20, top: 25, width: 40, height: 50 });
  }
});

test('a rectangle is rounded outward to tenths of a per cent', () => {
  const drawn = between({ x: 0.12345, y: 0.1 }, { x: 0.34561, y: 0.2001 });
  expect(drawn).toEqual({ left: 12.3, top: 10, width: 22.3, height: 10.1 });
});

test('what is drawn over the edge ends at it', () => {
  expect(between({ x: 0.5, y: 0.5 }, { x: 1.4, y: -3 })).toEqual({ left: 50, top: 0, width: 50, height: 50 });
});

test('a click is no rectangle', () => {
  expect(between({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 })).toBeUndefined();
});

test('fields hold a rectangle when all hold a number, with a comma too', () => {
  expect(written({ left: '1,5', top: '0', width: '20', height: '30.5' })).toEqual({
    left: 1.5,
    top: 0,
    width: 20,
    height: 30.5,
  });
  for (const text of ['', ' ', 'wide']) {
    expect(written({ left: text, top: '0', width: '20', height: '30' })).toBeUndefined();
  }
});
