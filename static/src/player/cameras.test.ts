import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, texts } from '../testing';
import type { Camera, Playback } from './api';
import { Parts } from './parts';

const load = vi.fn<(camera: Camera) => void>();
const end = vi.fn();
const stop = vi.fn();
vi.mock('./follower', () => ({
  Follower: class {
    load = load;
    end = end;
    stop = stop;
  },
}));
const { Cameras } = await import('./cameras');

function camera(number: number): Camera {
  const playlist = `/c${number}.m3u8`;
  return { number, label: `Camera ${number}`, playlist, with_sound: `/s${number}.m3u8`, fps: 25 };
}

const PLAYBACK: Playback = {
  playlist: '/main.m3u8',
  generation: 1,
  poll: '/poll',
  duration_ms: 1_000,
  started_at: '',
  tracks: [],
  preparing: [],
  withheld: [],
  peaks: null,
  storyboard: null,
  camera: 1,
  cameras: [camera(1), camera(2), camera(3)],
};
const swapped = vi.fn();

/** A window of which these media queries are true. */
function see(...queries: string[]): void {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: queries.includes(query) }));
}

function offered(playback = PLAYBACK): InstanceType<typeof Cameras> {
  const made = new Cameras(new Parts(find('section')), find<HTMLVideoElement>('video'), () => 0, swapped);
  made.offer(playback);
  return made;
}

function shown(): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-camera]')].map((one) => one.textContent.trim());
}

const PAGE = `<section><video></video><div data-player="cameras" hidden>
    <button data-player="cameras-switch"></button><ul data-player="camera-list"></ul>
    <p data-player="cameras-status"></p></div>
    <template data-player="camera-template"><li><button><video></video><b class="camera__name"></b></button></li></template>
    </section>${texts({ show_camera: '{name}: show large', camera_shown: '{name} is large' })}`;

beforeEach(() => {
  vi.clearAllMocks();
  localStorage.clear();
  see('(min-width: 60rem)');
  page(PAGE);
});

test('a wide window shows the other cameras in order, each with a name that says what it does', () => {
  offered();
  expect(shown()).toEqual(['Camera 2', 'Camera 3']);
  expect(find('[data-camera="2"]').getAttribute('aria-label')).toBe('Camera 2: show large');
  expect(find('[data-player=cameras]').hidden).toBe(false);
  expect(load.mock.calls.map(([one]) => one.number)).toEqual([2, 3]);
});

test('the main picture stays the first video of the page', () => {
  offered();
  expect(document.querySelector('video')).toBe(find('section > video'));
});

test.each([
  ['a narrow window', []],
  ['a reader who saves data', ['(min-width: 60rem)', '(prefers-reduced-data: reduce)']],
])('%s loads no other camera until asked', (_who, queries) => {
  see(...queries);
  offered();
  expect(load).not.toHaveBeenCalled();
  const button = find('[data-player=cameras-switch]');
  expect(button.getAttribute('aria-pressed')).toBe('false');
  button.click();
  expect(shown()).toEqual(['Camera 2', 'Camera 3']);
  expect(button.getAttribute('aria-pressed')).toBe('true');
});

test('switched off, the pictures go, and the next page does not bring them back', () => {
  offered();
  find('[data-player=cameras-switch]').click();
  expect(shown()).toEqual([]);
  expect(end).toHaveBeenCalledTimes(2);
  page(PAGE);
  offered();
  expect(shown()).toEqual([]);
});

test('a choice changes places: focus and the other tiles stay where they are', () => {
  const cameras = offered();
  find('[data-camera="3"]').focus();
  find('[data-camera="3"]').click();
  expect(swapped).toHaveBeenCalledTimes(1);
  expect(find('[data-player=cameras-status]').textContent).toBe('Camera 3 is large');
  expect(shown()).toEqual(['Camera 2', 'Camera 1']);
  expect(document.activeElement?.textContent.trim()).toBe('Camera 1');
  expect(cameras.main).toEqual({ playlist: '/s3.m3u8', durationMs: 1_000, fps: 25 });
  cameras.offer({ ...PLAYBACK, generation: 2 });
  expect(shown()).toEqual(['Camera 2', 'Camera 1']);
  find('[data-camera="1"]').click();
  expect(cameras.main?.playlist).toBe('/main.m3u8');
});

test.each([
  ['one camera', { cameras: [camera(1)] }],
  ['sound only', { cameras: [], camera: null }],
])('%s offers no choice', (_what, part) => {
  const cameras = offered({ ...PLAYBACK, ...part });
  expect(find('[data-player=cameras]').hidden).toBe(true);
  expect(cameras.main?.playlist).toBe('/main.m3u8');
});

test('a camera that is gone gives its tile away', () => {
  const cameras = offered();
  cameras.offer({ ...PLAYBACK, cameras: [camera(1), camera(3)] });
  expect(shown()).toEqual(['Camera 3']);
  expect(end).toHaveBeenCalledTimes(1);
});
