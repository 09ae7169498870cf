import { beforeEach, expect, test, vi } from 'vitest';
import { type Messages, tell } from '../lib/bus';
import { find, page, settle, texts } from '../testing';
import type { EngineEvents } from './engine';
import { Parts } from './parts';
import type { SourceEvents } from './source';

const load = vi.fn<(playlist: string, seconds: number) => void>();
const stop = vi.fn();
const gone = vi.fn();
let engine: EngineEvents;
let source: SourceEvents;

vi.mock('./engine', () => ({
  Engine: class {
    load = load;
    stop = stop;
    constructor(_video: unknown, events: EngineEvents) {
      engine = events;
    }
  },
}));
vi.mock('./source', () => ({
  Source: class {
    open = vi.fn(() => Promise.resolve());
    gone = gone;
    constructor(_url: unknown, events: SourceEvents) {
      source = events;
    }
  },
}));
const { Player } = await import('./player');

const PLAYBACK = {
  playlist: '/media/1.m3u8',
  generation: 1,
  poll: '/poll',
  duration_ms: 600_000,
  started_at: '2026-03-12T04:30:00.000Z',
  tracks: [{ key: 'v', kind: 'video' as const, label: '', channels: [], fps: 25 }],
  preparing: [],
  withheld: [],
  peaks: null,
  storyboard: null,
  camera: 1,
  cameras: [1, 2].map((number) => ({
    number,
    label: `Camera ${number}`,
    playlist: `/media/c${number}.m3u8`,
    with_sound: `/media/s${number}.m3u8`,
    fps: 25,
  })),
};
const state = { paused: true, readyState: 0, currentTime: 0 };
const play = vi.fn(() => {
  state.paused = false;
  return Promise.resolve();
});

function video(): HTMLVideoElement {
  const made = find<HTMLVideoElement>('video');
  for (const name of ['paused', 'readyState', 'currentTime'] as const) {
    Object.defineProperty(made, name, {
      get: () => state[name],
      set: (value: never) => {
        state[name] = value;
      },
    });
  }
  return Object.assign(made, { play, pause: vi.fn() });
}

function start(address = ''): HTMLVideoElement {
  history.replaceState(null, '', `/${address}`);
  const element = video();
  new Player(find('section'), new Parts(find('section')), element).start();
  return element;
}

/** The element has its first frame. */
function loaded(element: HTMLVideoElement, playback: Partial<typeof PLAYBACK> = {}): void {
  source.opened({ ...PLAYBACK, ...playback });
  state.readyState = 4;
  element.dispatchEvent(new Event('loadeddata'));
}

beforeEach(() => {
  vi.clearAllMocks();
  Object.assign(state, { paused: true, readyState: 0, currentTime: 0 });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', () => ({ addEventListener: vi.fn(), matches: true }));
  localStorage.clear();
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no timeline here')));
  page(`<section data-duration-ms="600000" data-started-at="2026-03-12T04:30:00.000Z" data-zone="UTC">
    <video></video><p data-player="message">loading</p><b data-player="offset"></b>
    <div data-player="cameras"><button data-player="cameras-switch"></button><ul data-player="camera-list"></ul></div>
    <template data-player="camera-template"><li><button><video></video><b class="camera__name"></b></button></li></template>
    </section>
    ${texts({ loading: 'loading', refused: 'not for you', signed_out: 'sign in', held: 'held' })}`);
});

test('start at an address of a moment loads right there, and stands on its frame', () => {
  const element = start('?t=70.4');
  loaded(element);
  expect(load.mock.calls[0]?.[1]).toBeCloseTo(70.42, 6);
  expect(state.currentTime).toBeCloseTo(70.42, 6);
  expect(find('[data-player=message]').textContent).toBe('');
  expect(play).not.toHaveBeenCalled();
});

test('start at the last frame loads a little before it, and stands on it', () => {
  const element = start('?t=599.96');
  Object.defineProperty(element, 'duration', { value: 600 });
  source.opened(PLAYBACK);
  expect(load.mock.calls[0]?.[1]).toBeCloseTo(599.02, 6);
  engine.changing(true);
  state.readyState = 4;
  element.dispatchEvent(new Event('loadeddata'));
  expect(state.currentTime).toBe(0);
  engine.changing(false);
  expect(state.currentTime).toBeCloseTo(599.98, 6);
});

test('a new generation while playing goes on at the same moment, playing', () => {
  const element = start();
  loaded(element);
  Object.assign(state, { paused: false, currentTime: 42 });
  loaded(element, { generation: 2, playlist: '/media/2.m3u8' });
  expect(load.mock.calls[1]?.[0]).toBe('/media/2.m3u8');
  expect(load.mock.calls[1]?.[1]).toBeCloseTo(42.02, 6);
  expect(play).toHaveBeenCalledTimes(1);
});

test('addresses that are gone while playing keep moment and movement, though the source empties the element', () => {
  const element = start();
  loaded(element);
  Object.assign(state, { paused: false, currentTime: 42 });
  engine.gone();
  expect(gone).toHaveBeenCalledTimes(1);
  Object.assign(state, { paused: true, currentTime: 0, readyState: 0 });
  loaded(element, { generation: 2 });
  expect(state.currentTime).toBeCloseTo(42.02, 6);
  expect(play).toHaveBeenCalledTimes(1);
});

test('a recording that is taken away stops, what is loaded too, and goes on there when it is back', () => {
  const element = start();
  loaded(element);
  Object.assign(state, { paused: false, currentTime: 42 });
  source.preparing('no recording');
  expect(stop).toHaveBeenCalledTimes(1);
  expect(find('[data-player=message]').textContent).toBe('no recording');
  Object.assign(state, { paused: true, currentTime: 0, readyState: 0 });
  source.preparing('no recording');
  loaded(element, { generation: 2 });
  expect(state.currentTime).toBeCloseTo(42.02, 6);
  expect(play).toHaveBeenCalledTimes(1);
});

test('a generation that comes before the last one is loaded keeps moment and movement', () => {
  const element = start();
  loaded(element);
  Object.assign(state, { paused: false, currentTime: 42 });
  source.changed();
  Object.assign(state, { paused: true, currentTime: 0, readyState: 0 });
  source.opened({ ...PLAYBACK, generation: 2 });
  state.readyState = 1;
  loaded(element, { generation: 3 });
  expect(load.mock.calls[2]?.[1]).toBeCloseTo(42.02, 6);
  expect(play).toHaveBeenCalled();
});

test('a generation that comes while playing begins does not end it', async () => {
  const element = start();
  element.dispatchEvent(new Event('play'));
  let stopped: (reason: unknown) => void = vi.fn();
  play.mockImplementationOnce(() => {
    state.paused = false;
    return new Promise((_, reject) => {
      stopped = reject;
    });
  });
  loaded(element);
  source.changed();
  stopped(new DOMException('load', 'AbortError'));
  await Promise.resolve();
  Object.assign(state, { paused: true, currentTime: 0, readyState: 0 });
  loaded(element, { generation: 2 });
  expect(play).toHaveBeenCalledTimes(2);
});

test('a new generation while paused stays paused', () => {
  const element = start();
  loaded(element);
  state.currentTime = 42;
  loaded(element, { generation: 2 });
  expect(play).not.toHaveBeenCalled();
});

test('a seek that is asked for before anything is loaded is where it begins', () => {
  const element = start();
  tell('courtrec:seek', { ms: 30_000, from: 'entry' });
  expect(find('[data-player=offset]').textContent).toBe('0:00:30.0');
  loaded(element);
  expect(state.currentTime).toBeCloseTo(30.02, 6);
});

test('the moment goes out as the one asked for, not as the middle of its frame', () => {
  const element = start();
  loaded(element);
  const heard = vi.fn<(event: Event) => void>();
  document.addEventListener('courtrec:time', heard);
  tell('courtrec:seek', { ms: 70_435, from: 'entry' });
  element.dispatchEvent(new Event('seeked'));
  const event = heard.mock.calls.at(-1)?.[0] as CustomEvent<Messages['courtrec:time']>;
  expect(event.detail.ms).toBe(70_435);
  document.removeEventListener('courtrec:time', heard);
});

test.each([
  [404, 'words of the server', 'not for you'], // what a 404 says is no more than absence
  [403, 'words of the server', 'words of the server'],
  [401, 'words of the server', 'sign in'],
  [423, '', 'held'],
])('a refusal with %d covers the picture with "%s" as "%s"', async (status, words, shown) => {
  start();
  source.refused(status, words);
  await settle();
  expect(find('[data-player=message]').textContent).toBe(shown);
});

test('a camera that is chosen takes the place of the main one at the same moment, still playing', () => {
  const element = start();
  loaded(element);
  find('[data-player=cameras-switch]').click();
  Object.assign(state, { paused: false, currentTime: 42 });
  find('[data-camera="2"]').click();
  const main = load.mock.calls.filter(([playlist]) => playlist === '/media/s2.m3u8');
  expect(main).toHaveLength(1);
  expect(main[0]?.[1]).toBeCloseTo(42.02, 6);
  element.dispatchEvent(new Event('loadeddata'));
  expect(play).toHaveBeenCalledTimes(1);
  expect(find('[data-camera]').dataset['camera']).toBe('1');
});

test('a new generation keeps the chosen camera', () => {
  const element = start();
  loaded(element);
  find('[data-player=cameras-switch]').click();
  find('[data-camera="2"]').click();
  load.mockClear();
  loaded(element, { generation: 2 });
  expect(load.mock.calls.map(([playlist]) => playlist).sort()).toEqual(['/media/c1.m3u8', '/media/s2.m3u8']);
});

test('a camera that is no longer there gives its place back to the main one', () => {
  const element = start();
  loaded(element);
  find('[data-player=cameras-switch]').click();
  find('[data-camera="2"]').click();
  load.mockClear();
  loaded(element, { generation: 2, cameras: PLAYBACK.cameras.slice(0, 1) });
  expect(load.mock.calls.map(([playlist]) => playlist)).toEqual(['/media/1.m3u8']);
  expect(find('[data-player=cameras]').hidden).toBe(true);
});
