import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { find, page, settle, texts } from '../testing';
import { changesSince, liveFragment, statesOf } from './live_fragment';

const row = (state: string): string =>
  `<li data-live="1" data-state="${state}" data-says="One: ${state}.">x</li>`;
const answer = (status: number, body = '', etag = ''): Response =>
  new Response(status === 304 ? null : body, { status, headers: { ETag: etag } });
const get = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const WORDS = texts({ jobs_lost: 'lost', jobs_back: 'back' });

beforeEach(() => {
  vi.useFakeTimers();
  get.mockReset();
  vi.stubGlobal('fetch', get);
  page(`<ul data-url="/jobs/" data-interval-ms="2000">${row('running')}</ul><p data-live-says></p>${WORDS}`);
});

afterEach(() => {
  page('');
  vi.clearAllTimers();
});

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

test('changesSince names only rows whose state is another', () => {
  const before = statesOf(document);
  expect(changesSince(before, document)).toEqual([]);
  find('li').dataset['state'] = 'done';
  expect(changesSince(before, document)).toEqual(['One: running.']);
});

test('liveFragment with a changed state shows and says it', async () => {
  get.mockResolvedValue(answer(200, row('done'), '"a"'));
  liveFragment(find('ul'));
  await pass(2_000);
  expect(find('li').dataset['state']).toBe('done');
  expect(find('[data-live-says]').textContent).toBe('One: done.');
});

test('liveFragment asks with the ETag and keeps the rows on 304', async () => {
  get.mockResolvedValueOnce(answer(200, row('running'), '"a"')).mockResolvedValue(answer(304));
  liveFragment(find('ul'));
  await pass(2_000);
  const shown = find('li');
  await pass(2_000);
  expect(get.mock.calls[1]?.[1].headers).toEqual({ 'If-None-Match': '"a"' });
  expect(find('li')).toBe(shown);
  expect(find('[data-live-says]').textContent).toBe('');
});

test('liveFragment says a lost connection at the second failure and its return once', async () => {
  get.mockRejectedValue(new TypeError('offline'));
  liveFragment(find('ul'));
  await pass(2_000);
  expect(find('[data-live-says]').textContent).toBe('');
  await pass(4_000);
  expect(find('[data-live-says]').textContent).toBe('lost');
  get.mockResolvedValue(answer(200, row('running')));
  await pass(8_000);
  expect(find('[data-live-says]').textContent).toBe('back');
});

test('liveFragment of a hidden page does not ask', async () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  liveFragment(find('ul'));
  await pass(10_000);
  expect(get).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
