import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { find, page, settle, texts } from '../testing';
import { watch } from './after';
import { MOST_BYTES, smallDigest } from './digest';
import { Rate } from './rate';
import { judge, pauseBefore, problemWords } from './refusal';
import { Row, type RowState } from './row';

test('Rate over the last seconds forgets a burst', () => {
  const rate = new Rate();
  rate.add(0, 0);
  rate.add(100_000, 1_000);
  rate.add(100_000, 9_000);
  rate.add(102_000, 10_000);
  expect(rate.perSecond).toBe(2_000);
});

test('Rate of a single point is unknown', () => {
  const rate = new Rate();
  rate.add(5, 0);
  expect(rate.perSecond).toBe(0);
});

test.each([
  [0, 'retry'],
  [409, 'retry'], // the next try asks for the right offset
  [423, 'busy'],
  [503, 'retry'],
  [507, 'full'],
])('judge of %d tries again with the words "%s"', (status, words) => {
  expect(judge(status, '')).toEqual({ kind: 'again', words });
});

test.each([
  [415, '{"title": "No recording.", "detail": "It is text."}', 'No recording. It is text.'],
  [415, '', 'not media'], // no words of the server: ours
  [418, '', 'refused'],
])('judge of %d with body "%s" is over: %s', (status, body, words) => {
  page(texts({ refused_415: 'not media', refused: 'refused' }));
  expect(judge(status, body)).toEqual({ kind: 'over', words });
});

test('problemWords of another body are none', () => {
  expect(problemWords('<html>')).toBe('');
});

test('pauseBefore doubles up to half a minute', () => {
  expect([0, 1, 2, 9].map(pauseBefore)).toEqual([1, 2, 4, 30]);
});

test('smallDigest of "abc" is the known sum', async () => {
  const file = new File(['abc'], 'a.mp4');
  // jsdom's File cannot give its bytes.
  Object.assign(file, { arrayBuffer: () => Promise.resolve(new TextEncoder().encode('abc').buffer) });
  expect(await smallDigest(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('smallDigest of a long file is not computed', async () => {
  const file = new File([], 'a.mp4');
  Object.defineProperty(file, 'size', { value: MOST_BYTES + 1 });
  expect(await smallDigest(file)).toBe('');
});

const PARTS = ['name', 'figures', 'words'].map((name) => `<p data-file="${name}"></p>`).join('');
const BUTTONS = ['pause', 'resume', 'cancel']
  .map((name) => `<button data-file="${name}">${name}</button>`)
  .join('');

function row(): {
  made: Row;
  asks: Record<'pause' | 'resume' | 'cancel', ReturnType<typeof vi.fn<() => void>>>;
} {
  page(
    `<li>${PARTS}<progress data-file="progress" max="1000"></progress>${BUTTONS}<a data-file="open"></a></li>`,
  );
  const asks = { pause: vi.fn<() => void>(), resume: vi.fn<() => void>(), cancel: vi.fn<() => void>() };
  return { made: new Row(find('li'), 'a.mp4', asks, vi.fn()), asks };
}

test.each<[RowState, string[]]>([
  ['uploading', ['pause', 'cancel']],
  ['paused', ['resume', 'cancel']],
  ['waiting', ['pause', 'cancel']],
  ['checking', []],
  ['done', ['open']],
  ['failed', []],
])('Row %s offers %j', (state, wanted) => {
  row().made.show(state, 'words');
  const offered = [...document.querySelectorAll<HTMLElement>('button:not([hidden]), a:not([hidden])')];
  expect(offered.map((one) => one.dataset['file'])).toEqual(wanted);
});

test('Row names its buttons after the file and passes their clicks on', () => {
  const { asks } = row();
  expect(find('[data-file=pause]').getAttribute('aria-label')).toBe('pause: a.mp4');
  find('[data-file=cancel]').click();
  expect(asks.cancel).toHaveBeenCalledTimes(1);
});

test('Row.progress moves the bar', () => {
  row().made.progress(500, 1_000, 0);
  expect(find('progress').getAttribute('value')).toBe('500');
});

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.clearAllTimers();
});

test('watch asks until the job has ended, and tells how', async () => {
  const get = vi.fn<() => Promise<Response>>();
  const answer = (job_state: string | null, words: string): Response =>
    new Response(JSON.stringify({ state: 'done', job_state, words }));
  get
    .mockRejectedValueOnce(new TypeError('offline'))
    .mockResolvedValueOnce(answer('running', 'at work'))
    .mockResolvedValueOnce(answer('kept', 'safe'));
  vi.stubGlobal('fetch', get);
  const show = vi.fn();
  watch('/u', show);
  for (let n = 0; n < 5; n += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
  }
  expect(show.mock.calls).toEqual([
    ['checking', 'at work'],
    ['done', 'safe'],
  ]);
  expect(get).toHaveBeenCalledTimes(3);
});
