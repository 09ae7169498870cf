import { afterEach, beforeEach, expect, test, vi } from 'vitest';

type Handler = (name: string, data: Record<string, unknown>) => void;

const { FakeHls, made } = vi.hoisted(() => {
  const list: InstanceType<typeof Fake>[] = [];
  class Fake {
    static readonly Events = {
      ERROR: 'error',
      FRAG_LOADED: 'loaded',
      AUDIO_TRACKS_UPDATED: 'tracks',
      AUDIO_TRACK_SWITCHING: 'switching',
      AUDIO_TRACK_SWITCHED: 'switched',
    };
    audioTracks: string[] = [];
    audioTrack = -1;
    static readonly ErrorTypes = { NETWORK_ERROR: 'network', MEDIA_ERROR: 'media' };
    static isSupported = (): boolean => true;
    readonly handlers = new Map<string, Handler>();
    readonly loadSource = vi.fn();
    readonly attachMedia = vi.fn();
    readonly destroy = vi.fn();
    readonly startLoad = vi.fn();
    readonly recoverMediaError = vi.fn();
    constructor(readonly config: Record<string, unknown>) {
      list.push(this);
    }
    on(name: string, handler: Handler): void {
      this.handlers.set(name, handler);
    }
  }
  return { FakeHls: Fake, made: list };
});

vi.mock('hls.js/dist/hls.js', () => ({ default: FakeHls }));
const { Engine } = await import('./engine');

const events = { gone: vi.fn(), lost: vi.fn(), back: vi.fn(), broken: vi.fn(), changing: vi.fn() };
let engine: InstanceType<typeof Engine>;

function say(data: Record<string, unknown>, name = 'error'): void {
  made.at(-1)?.handlers.get(name)?.(name, data);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  made.length = 0;
  engine = new Engine(document.createElement('video'), events);
  engine.load('/media/1.m3u8', 70.42);
});

afterEach(() => {
  vi.clearAllTimers();
});

test('load keeps little ahead and behind, since a closed part must go', () => {
  expect(made[0]?.config).toMatchObject({
    startPosition: 70.42,
    maxBufferLength: 30,
    maxMaxBufferLength: 30,
    backBufferLength: 30,
    enableWorker: true,
  });
});

test('load again drops what was loaded before', () => {
  engine.load('/media/2.m3u8', 0);
  expect(made[0]?.destroy).toHaveBeenCalledTimes(1);
});

test.each([404, 410])('a media answer of %d asks for a new address, fatal or not', (code) => {
  say({ fatal: false, type: 'network', response: { code } });
  expect(events.gone).toHaveBeenCalledTimes(1);
  expect(made[0]?.destroy).toHaveBeenCalledTimes(1);
});

test('a lost network is told and tried again', () => {
  say({ fatal: true, type: 'network', response: { code: 0 } });
  expect(events.lost).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2_000);
  expect(made[0]?.startLoad).toHaveBeenCalledTimes(1);
  say({}, 'loaded');
  say({}, 'loaded');
  expect(events.back).toHaveBeenCalledTimes(1);
});

test('a passing error of hls.js is its own affair', () => {
  say({ fatal: false, type: 'network', response: { code: 503 } });
  expect(events.lost).not.toHaveBeenCalled();
});

test('a decoder gets two chances, then the reader is told', () => {
  for (let n = 0; n < 3; n += 1) say({ fatal: true, type: 'media' });
  expect(made[0]?.recoverMediaError).toHaveBeenCalledTimes(2);
  expect(events.broken).toHaveBeenCalledTimes(1);
});

test('another fatal error is told at once', () => {
  say({ fatal: true, type: 'other' });
  expect(events.broken).toHaveBeenCalledTimes(1);
});

test('the chosen track of sound is heard, also after the next load', () => {
  engine.hear(1);
  expect(made[0]?.audioTrack).toBe(-1); // not known yet
  if (made[0] !== undefined) made[0].audioTracks = ['a0', 'm0'];
  say({}, 'tracks');
  expect(made[0]?.audioTrack).toBe(1);
  engine.load('/two.m3u8', 0);
  if (made[1] !== undefined) made[1].audioTracks = ['a0'];
  say({}, 'tracks');
  expect(made[1]?.audioTrack).toBe(-1); // it has no such track
});

test('a change of the track of sound is told from its beginning to its end', () => {
  say({}, 'switching');
  expect(events.changing.mock.calls).toEqual([[true]]);
  say({}, 'switched');
  expect(events.changing.mock.calls).toEqual([[true], [false]]);
});
