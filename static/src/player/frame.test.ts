import { expect, test } from 'vitest';
import { FrameGrid } from './frame';

function grid(fps: number | null, origin = 0): FrameGrid {
  const made = new FrameGrid();
  made.fps = fps;
  made.learn(origin);
  return made;
}

test.each([
  [25, 0, 70.4, 70.42], // on the border: the middle of the frame that begins there
  [25, 0, 70.438, 70.42], // anywhere in it
  [25, 0, 0, 0.02],
  [25, 0, 70.439, 70.46], // a moment rounded down to milliseconds belongs to the frame that begins just after
  [25, 0.022, 60, 60.002], // a grid that begins at 22 ms: the frame from 59.982 holds 60.000
  [25, 0.022, 60.022, 60.042],
  [30, 0, 1 / 3, 10.5 / 30], // thirds are not exact in binary
  [null, 0, 5, 5.02], // unknown rate
])('target at %d fps, origin %d, of %d s is %d', (fps, origin, time, target) => {
  expect(grid(fps, origin).target(time)).toBeCloseTo(target, 6);
});

test('target lies in the frame of the time for every millisecond of a second', () => {
  for (const fps of [24, 25, 29.97, 50, 60]) {
    const one = grid(fps, 0.013);
    for (let ms = 100; ms < 1_100; ms += 1) {
      const begins = one.target(ms / 1_000) - 0.5 / fps;
      expect(one.holds(begins, ms / 1_000)).toBe(true);
    }
  }
});

test('holds of the frame before is false', () => {
  expect(grid(25).holds(70.36, 70.4)).toBe(false);
  expect(grid(25).holds(70.4, 70.4)).toBe(true);
  expect(grid(25).holds(70.44, 70.4)).toBe(false);
});
