import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settle } from '../testing';
import { POLL_MS, Source, type SourceEvents } from './source';

const get = vi.fn<(url: string) => Promise<Response>>();
const reply = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const playback = (generation: number): Response =>
  reply(200, {
    generation,
    poll: '/poll',
    playlist: `/media/${generation}`,
    duration_ms: 1,
    tracks: [],
    preparing: [],
    withheld: [],
  });

const events = {
  opened: vi.fn<SourceEvents['opened']>(),
  changed: vi.fn<SourceEvents['changed']>(),
  preparing: vi.fn<SourceEvents['preparing']>(),
  refused: vi.fn<SourceEvents['refused']>(),
  lost: vi.fn<SourceEvents['lost']>(),
  back: vi.fn<SourceEvents['back']>(),
};
let source: Source;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  vi.stubGlobal('fetch', get);
  source = new Source('/playback/', events);
});

afterEach(() => {
  source.stop();
});

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

test('open with a playlist hands it on', async () => {
  get.mockResolvedValue(playback(1));
  await source.open();
  expect(events.opened.mock.calls[0]?.[0].playlist).toBe('/media/1');
});

test('open while it is prepared asks again every second', async () => {
  get.mockResolvedValueOnce(reply(409, { title: 'soon' })).mockResolvedValue(playback(1));
  await source.open();
  expect(events.preparing).toHaveBeenCalledWith('soon');
  await pass(1_000);
  expect(events.opened).toHaveBeenCalledTimes(1);
});

test.each([401, 403, 404, 410, 423])(
  'open refused with %d is told once and not asked again',
  async (status) => {
    get.mockResolvedValue(reply(status, { title: 'no' }));
    await source.open();
    await pass(60_000);
    expect(events.refused.mock.calls).toEqual([[status, 'no']]);
    expect(get).toHaveBeenCalledTimes(1);
  },
);

test('open without an answer says lost once, and back when it comes', async () => {
  get
    .mockRejectedValueOnce(new TypeError())
    .mockRejectedValueOnce(new TypeError())
    .mockResolvedValue(playback(1));
  await source.open();
  await pass(3_000);
  expect(events.lost).toHaveBeenCalledTimes(1);
  expect(events.back).toHaveBeenCalledTimes(1);
  expect(events.opened).toHaveBeenCalledTimes(1);
});

test('poll with the same generation keeps the playlist', async () => {
  get
    .mockResolvedValueOnce(playback(1))
    .mockImplementation(() => Promise.resolve(reply(200, { generation: 1 })));
  await source.open();
  await pass(3 * POLL_MS);
  expect(events.opened).toHaveBeenCalledTimes(1);
});

test('poll with a new generation opens it without a word of loss', async () => {
  get
    .mockResolvedValueOnce(playback(1))
    .mockResolvedValueOnce(reply(200, { generation: 2 }))
    .mockResolvedValue(playback(2));
  await source.open();
  await pass(POLL_MS);
  expect(events.opened.mock.calls.map(([one]) => one.generation)).toEqual([1, 2]);
  const [taken, reopened] = [events.changed, events.opened].map(
    (each) => each.mock.invocationCallOrder.at(-1) ?? 0,
  );
  expect(taken).toBeLessThan(reopened ?? 0);
  expect(events.lost).not.toHaveBeenCalled();
});

test.each([404, 410])('poll gone with %d asks for a new address at once', async (status) => {
  get
    .mockResolvedValueOnce(playback(1))
    .mockResolvedValueOnce(reply(status, {}))
    .mockResolvedValue(playback(2));
  await source.open();
  await pass(POLL_MS);
  expect(events.opened).toHaveBeenCalledTimes(2);
});

test('poll without an answer says lost and goes on asking', async () => {
  get.mockResolvedValueOnce(playback(1)).mockRejectedValue(new TypeError());
  await source.open();
  await pass(3 * POLL_MS);
  expect(events.lost).toHaveBeenCalledTimes(1);
  expect(get).toHaveBeenCalledTimes(4);
});

test('media gone is asked for at once, but not in a storm while nothing changes', async () => {
  get.mockImplementation(() => Promise.resolve(playback(1)));
  events.opened.mockImplementation(() => {
    source.gone();
  });
  await source.open();
  await pass(5_000);
  expect(get.mock.calls.length).toBeLessThanOrEqual(8);
});
