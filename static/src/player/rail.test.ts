import { beforeEach, expect, test, vi } from 'vitest';
import type { Messages } from '../lib/bus';
import { find, page } from '../testing';
import { Rail } from './rail';

let rail: Rail;

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', () => ({ addEventListener: vi.fn() }));
  page('<div><span class="rail__head"></span><span class="rail__tip" hidden></span></div>');
  find('div').getBoundingClientRect = (): DOMRect => new DOMRect(100, 0, 500, 20);
  rail = new Rail(find('div'), 10_000, (ms) => `clock ${ms}`);
});

test.each([
  [100, 0],
  [350, 5_000],
  [600, 10_000],
  [50, 0], // beside the strip: its end
])('a click at %d px asks for %d ms', (clientX, wanted) => {
  const heard = vi.fn();
  document.addEventListener('courtrec:seek', heard, { once: true });
  find('div').dispatchEvent(new MouseEvent('click', { clientX }));
  const event = heard.mock.calls[0]?.[0] as CustomEvent<Messages['courtrec:seek']>;
  expect(event.detail).toEqual({ ms: wanted, from: 'rail' });
});

test('moveTo sets the head at its share of the length', () => {
  rail.moveTo(2_500);
  expect(find('.rail__head').style.left).toBe('25%');
  rail.show({ durationMs: 5_000 });
  rail.moveTo(2_500);
  expect(find('.rail__head').style.left).toBe('50%');
});

test('a pointer over the strip is told the time there, until it leaves', () => {
  find('div').dispatchEvent(new MouseEvent('pointermove', { clientX: 350 }));
  expect(find('.rail__tip').textContent).toBe('clock 5000');
  expect(find('.rail__tip').hidden).toBe(false);
  find('div').dispatchEvent(new MouseEvent('pointerleave'));
  expect(find('.rail__tip').hidden).toBe(true);
});
