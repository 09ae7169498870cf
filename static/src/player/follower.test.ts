import { beforeEach, expect, test, vi } from 'vitest';
import { find, page } from '../testing';
import type { EngineEvents } from './engine';

const load = vi.fn<(playlist: string, seconds: number) => void>();
const stop = vi.fn();
let engine: EngineEvents;

vi.mock('./engine', () => ({
  Engine: class {
    load = load;
    stop = stop;
    constructor(_video: unknown, events: EngineEvents) {
      engine = events;
    }
  },
}));
const { correction, Follower } = await import('./follower');

const CAMERA = { number: 2, label: 'Camera 2', playlist: '/c2.m3u8', with_sound: '/s2.m3u8', fps: 25 };
const READY = { paused: true, readyState: 4, currentTime: 0, seeking: false, playbackRate: 1 };
const states = { main: { ...READY }, small: { ...READY } };
let follower: InstanceType<typeof Follower>;

function video(id: 'main' | 'small'): HTMLVideoElement {
  const made = find<HTMLVideoElement>(`#${id}`);
  for (const name of Object.keys(READY) as (keyof typeof READY)[]) {
    Object.defineProperty(made, name, {
      get: () => states[id][name],
      set: (value: never) => {
        states[id][name] = value;
      },
    });
  }
  const play = vi.fn(() => {
    states[id].paused = false;
    return Promise.resolve();
  });
  const pause = vi.fn(() => {
    states[id].paused = true;
  });
  return Object.assign(made, { play, pause });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Object.assign(states, { main: { ...READY }, small: { ...READY } });
  page('<video id="main"></video><video id="small"></video>');
  follower = new Follower(video('small'), video('main'), () => states.main.currentTime);
  states.main.currentTime = 10.02;
  follower.load(CAMERA);
});

test.each([
  [0, 1, { do: 'run', rate: 1 }],
  [0.039, 1, { do: 'run', rate: 1 }],
  [0.041, 1, { do: 'run', rate: 1.05 }], // behind: a little faster
  [-0.2, 1, { do: 'run', rate: 0.95 }],
  [0.2, 2, { do: 'run', rate: 2.1 }],
  [0.301, 1, { do: 'seek' }],
  [-5, 1, { do: 'seek' }],
])('correction of a drift of %d s at rate %d', (drift, rate, wanted) => {
  expect(correction(drift, rate)).toEqual(wanted);
});

test('load begins where the main picture is, without sound', () => {
  expect(load).toHaveBeenCalledWith('/c2.m3u8', expect.closeTo(10.02, 6));
  expect(find<HTMLVideoElement>('#small').muted).toBe(true);
});

test('a main picture that stands is followed to its frame once', () => {
  vi.advanceTimersByTime(200);
  expect(states.small.currentTime).toBeCloseTo(10.02, 6);
  states.small.currentTime = 9;
  vi.advanceTimersByTime(400);
  expect(states.small.currentTime).toBe(9); // where it was put it stays; the seek is not repeated
  states.main.currentTime = 20;
  find('#main').dispatchEvent(new Event('seeked'));
  expect(states.small.currentTime).toBeCloseTo(20.02, 6);
});

test('a main picture that plays is kept up with, by rate and by a seek', () => {
  states.main.paused = false;
  states.small.currentTime = 9.9;
  find('#main').dispatchEvent(new Event('play'));
  expect(states.small.paused).toBe(false);
  expect(states.small.playbackRate).toBeCloseTo(1.05);
  states.main.currentTime = 30;
  vi.advanceTimersByTime(200);
  expect(states.small.currentTime).toBe(30);
  vi.advanceTimersByTime(200);
  expect(states.small.playbackRate).toBe(1);
  states.main.paused = true;
  find('#main').dispatchEvent(new Event('pause'));
  expect(states.small.paused).toBe(true);
});

test('addresses that are gone let the small picture rest until it is given new ones', () => {
  engine.gone();
  expect(stop).toHaveBeenCalled();
  states.small.currentTime = 0;
  vi.advanceTimersByTime(1_000);
  expect(states.small.currentTime).toBe(0);
  follower.load(CAMERA);
  vi.advanceTimersByTime(200);
  expect(states.small.currentTime).toBeCloseTo(10.02, 6);
});

test('a follower that has left listens no more', () => {
  follower.end();
  states.main.currentTime = 50;
  find('#main').dispatchEvent(new Event('seeked'));
  vi.advanceTimersByTime(1_000);
  expect(states.small.currentTime).toBe(0);
});
