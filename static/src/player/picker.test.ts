import { beforeEach, expect, test, vi } from 'vitest';
import { find, page } from '../testing';
import { Parts } from './parts';

const load = vi.fn();
let gone: () => void;
vi.mock('./engine', () => ({
  Engine: class {
    load = load;
    constructor(_video: unknown, events: { gone: () => void }) {
      gone = events.gone;
    }
  },
}));
const { Picker } = await import('./picker');

const CAMERAS = [1, 2].map((number) => ({
  number,
  label: `Camera ${String(number)}`,
  playlist: `/media/c${String(number)}.m3u8`,
  with_sound: '',
  fps: 25,
}));
const row = (number: number): string =>
  `<fieldset data-row>${['camera', 'left', 'top', 'width', 'height']
    .map((key) => `<input name="boxes_${String(number)}_${key}">`)
    .join('')}</fieldset>`;
const value = (name: string): string => find<HTMLInputElement>(`[name=${name}]`).value;
const values = (number: number): string[] =>
  ['camera', 'left', 'top', 'width', 'height'].map((key) => value(`boxes_${String(number)}_${key}`));
const answer = (status: number, cameras: unknown[]): Promise<Response> =>
  Promise.resolve(new Response(JSON.stringify({ cameras, duration_ms: 60_000 }), { status }));
const asked = vi.fn((): Promise<Response> => answer(200, CAMERAS));

async function open(): Promise<HTMLElement> {
  const root = page(`<details data-playback-url="/playback/" open>
    <div data-player="picker" hidden></div>
    <template data-player="picker-template">
      <label data-player="picker-cameras"><select data-player="picker-camera"></select></label>
      <div data-player="picker-stage"><video></video><div data-player="picker-frames"></div></div>
      <span data-player="picker-clock"></span>
      <input type="range" data-player="picker-moment" min="0" max="4000" value="4000">
    </template>${row(1)}${row(2)}</details>`);
  const details = root.querySelector('details') ?? root;
  await new Picker(details, new Parts(details)).open();
  const stage = find('[data-player=picker-stage]');
  stage.getBoundingClientRect = (): DOMRect => new DOMRect(100, 50, 200, 100);
  stage.setPointerCapture = vi.fn();
  return stage;
}

function pointer(stage: HTMLElement, type: string, clientX: number, clientY: number): void {
  stage.dispatchEvent(
    Object.assign(new MouseEvent(type, { clientX, clientY, bubbles: true }), { pointerId: 1 }),
  );
}

function drag(stage: HTMLElement, from: [number, number], to: [number, number]): void {
  pointer(stage, 'pointerdown', ...from);
  pointer(stage, 'pointermove', ...to);
  pointer(stage, 'pointerup', ...to);
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal('fetch', asked);
});

test('the picture of the part is shown at the moment where it begins', async () => {
  await open();
  expect(find('[data-player=picker]').hidden).toBe(false);
  expect(load.mock.calls[0]?.[0]).toBe('/media/c1.m3u8');
  expect(load.mock.calls[0]?.[1]).toBeCloseTo(4.02, 6);
  expect(find('[data-player=picker-clock]').textContent).toBe('0:00:04.0');
  expect(find<HTMLInputElement>('[data-player=picker-moment]').max).toBe('60000');
});

test('a moment that was chosen while the picture was loading is the one that is shown', async () => {
  await open();
  const slider = find<HTMLInputElement>('[data-player=picker-moment]');
  slider.value = '9000';
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const video = find<HTMLVideoElement>('video');
  expect(video.currentTime).toBe(0);
  Object.defineProperty(video, 'readyState', { value: 4 });
  video.dispatchEvent(new Event('loadeddata'));
  expect(video.currentTime).toBeCloseTo(9.02, 6);
});

test('what is drawn is written into the first empty rectangle, then into the next', async () => {
  const stage = await open();
  drag(stage, [140, 75], [220, 125]);
  expect(values(1)).toEqual(['1', '20', '25', '40', '50']);
  drag(stage, [100, 50], [120, 60]);
  expect(values(2)).toEqual(['1', '0', '0', '10', '10']);
  expect(document.querySelectorAll('.picker__frame')).toHaveLength(2);
});

test('what is written is drawn where it lies, on its camera only', async () => {
  await open();
  const fields = ['2', '20', '25', '40', '50'];
  ['camera', 'left', 'top', 'width', 'height'].forEach((key, place) => {
    const input = find<HTMLInputElement>(`[name=boxes_1_${key}]`);
    input.value = fields[place] ?? '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  expect(document.querySelectorAll('.picker__frame')).toHaveLength(0);
  const choice = find<HTMLSelectElement>('[data-player=picker-camera]');
  choice.value = '2';
  choice.dispatchEvent(new Event('input', { bubbles: true }));
  expect(load.mock.calls[1]?.[0]).toBe('/media/c2.m3u8');
  const frame = find('.picker__frame');
  expect([frame.style.left, frame.style.top, frame.style.width, frame.style.height]).toEqual([
    '20%',
    '25%',
    '40%',
    '50%',
  ]);
});

test('a click or a drag that was broken off writes nothing', async () => {
  const stage = await open();
  drag(stage, [140, 75], [140, 75]);
  pointer(stage, 'pointerdown', 140, 75);
  pointer(stage, 'pointercancel', 240, 125);
  pointer(stage, 'pointerup', 240, 125);
  expect(values(1)).toEqual(['', '', '', '', '']);
});

test('one camera needs no choice', async () => {
  asked.mockImplementationOnce(() => answer(200, CAMERAS.slice(0, 1)));
  await open();
  expect(find('[data-player=picker-cameras]').hidden).toBe(true);
});

test.each([
  [409, CAMERAS],
  [200, []],
])('without pictures (%i) the fields stay alone', async (status, cameras) => {
  asked.mockImplementationOnce(() => answer(status, cameras));
  await open();
  expect(find('[data-player=picker]').hidden).toBe(true);
  expect(load).not.toHaveBeenCalled();
});

test('addresses that are gone are asked for anew, but not for ever', async () => {
  await open();
  for (let turn = 0; turn < 5; turn += 1) {
    gone();
    await vi.waitFor(() => {
      expect(load.mock.calls.length).toBeGreaterThanOrEqual(Math.min(turn + 2, 3));
    });
  }
  expect(asked).toHaveBeenCalledTimes(3);
});
