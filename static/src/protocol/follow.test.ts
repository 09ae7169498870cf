import { beforeEach, expect, test, vi } from 'vitest';
import { find, page } from '../testing';
import { Follow } from './follow';

const scrolled = vi.fn();

beforeEach(() => {
  scrolled.mockReset();
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  page('<div id="box"><p id="row">entry</p></div><button hidden>Follow</button>');
  find('#row').scrollIntoView = scrolled;
});

const make = (): Follow => new Follow(find('#box'), find('button'), () => find('#row'));

test('Follow while playing brings the entry', () => {
  make().to(find('#row'));
  expect(scrolled).toHaveBeenCalledTimes(1);
});

test('Follow after the reader scrolled leaves the list alone and offers to follow', () => {
  const follow = make();
  find('#box').dispatchEvent(new Event('wheel'));
  follow.to(find('#row'));
  expect(scrolled).not.toHaveBeenCalled();
  expect(find('button').hidden).toBe(false);
});

test('Follow taken up again brings the entry and hides the offer', () => {
  const follow = make();
  find('#box').dispatchEvent(new Event('wheel'));
  find('button').click();
  expect(scrolled).toHaveBeenCalledTimes(1);
  expect(find('button').hidden).toBe(true);
  follow.to(find('#row'));
  expect(scrolled).toHaveBeenCalledTimes(2);
});

test('Follow does not take its own scrolling for the reader', () => {
  const follow = make();
  follow.to(find('#row'));
  find('#box').dispatchEvent(new Event('scroll'));
  expect(find('button').hidden).toBe(true);
});

test('Follow does not pull the list away under a focused row', () => {
  find('#row').tabIndex = 0;
  find('#row').focus();
  make().to(find('#row'));
  expect(scrolled).not.toHaveBeenCalled();
});

test.each([
  ['sticky', 1],
  ['static', 0], // following would scroll the picture away
])('Follow beside a %s picture brings %d rows', (position, times) => {
  const picture = document.createElement('div');
  picture.dataset['player'] = 'box';
  picture.style.position = position;
  document.body.append(picture);
  const follow = make();
  follow.to(find('#row'));
  expect(scrolled).toHaveBeenCalledTimes(times);
  find('button').click();
  expect(scrolled).toHaveBeenCalledTimes(times + 1);
});

test.each([
  [false, 5],
  [true, 2], // the first move and the frame before the wheel
])('Follow on its way to a far row, wheel turned: %s, moves %d times', (turned, moves) => {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal('requestAnimationFrame', (call: FrameRequestCallback) => frames.push(call));
  vi.spyOn(find('#row'), 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 50_000, 100, 20));
  make().asked(find('#row'));
  frames.shift()?.(0);
  if (turned) find('#box').dispatchEvent(new Event('wheel'));
  while (frames.length > 0) frames.shift()?.(0);
  expect(scrolled).toHaveBeenCalledTimes(moves);
});
