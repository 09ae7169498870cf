import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, settle } from '../testing';
import { bars, Glance, tileAt } from './glance';

const TILES = [
  { at_ms: 0, tile: 'storyboard/0.jpg' },
  { at_ms: 10_000, tile: 'storyboard/1.jpg' },
];
let asked: string[];

function answers(documents: Record<string, unknown>): void {
  asked = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    const body = documents[url];
    return Promise.resolve(
      new Response(JSON.stringify(body ?? null), { status: body === undefined ? 404 : 200 }),
    );
  });
}

function made(): Glance {
  return new Glance(find('canvas'), find('#rail'), (event) => (event.clientX - 100) * 40);
}

function point(clientX: number): HTMLImageElement {
  find('#rail').dispatchEvent(new MouseEvent('pointermove', { clientX }));
  return find<HTMLImageElement>('img');
}

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', () => ({ addEventListener: vi.fn() }));
  page('<div id="rail"><img alt="" hidden></div><canvas hidden></canvas>');
  find('#rail').getBoundingClientRect = (): DOMRect => new DOMRect(100, 0, 500, 20);
});

test.each([
  [[0, 127, 10, 20], 2, [1, 20 / 127]],
  [[127], 3, [1, 1, 1]], // fewer peaks than bars
  [[], 2, [0, 0]],
])('bars of %j in %d', (peaks, count, wanted) => {
  expect(bars(peaks, count)).toEqual(wanted);
});

test.each([
  [0, 'storyboard/0.jpg'],
  [9_999, 'storyboard/0.jpg'],
  [60_000, 'storyboard/1.jpg'],
])('at %d ms stands %s', (ms, tile) => {
  expect(tileAt(TILES, ms)?.tile).toBe(tile);
});

test('before the first tile there is none', () => {
  expect(tileAt([{ at_ms: 5, tile: 'x' }], 4)).toBeUndefined();
});

test('the picture of the place under the pointer is shown until the pointer leaves', async () => {
  answers({ '/m/p/g/storyboard.json': { tiles: TILES } });
  await made().know({ peaks: null, storyboard: '/m/p/g/storyboard.json' });
  expect(point(150).getAttribute('src')).toBe('/m/p/g/storyboard/0.jpg');
  expect(point(400).getAttribute('src')).toBe('/m/p/g/storyboard/1.jpg');
  expect(find('img').hidden).toBe(false);
  find('#rail').dispatchEvent(new MouseEvent('pointerleave'));
  expect(find('img').hidden).toBe(true);
});

test('a picture that is refused is not shown', async () => {
  answers({ '/m/p/g/storyboard.json': { tiles: TILES } });
  await made().know({ peaks: null, storyboard: '/m/p/g/storyboard.json' });
  point(150).dispatchEvent(new Event('error'));
  expect(find('img').hidden).toBe(true);
});

test('the strip is there when there are peaks, and goes with the next generation', async () => {
  answers({ '/peaks': { duration_ms: 100, step_ms: 50, peaks: [1, 2] } });
  const glance = made();
  await glance.know({ peaks: '/peaks', storyboard: null });
  expect(find('canvas').hidden).toBe(false);
  await glance.know({ peaks: null, storyboard: null });
  expect(find('canvas').hidden).toBe(true);
  expect(asked).toEqual(['/peaks']);
});

test('what is refused leaves the player as it is', async () => {
  answers({});
  await made().know({ peaks: '/peaks', storyboard: '/storyboard.json' });
  await settle();
  expect(find('canvas').hidden).toBe(true);
  expect(point(150).hidden).toBe(true);
});
