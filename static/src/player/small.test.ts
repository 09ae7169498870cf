import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, texts } from '../testing';
import { getJson, Refusal } from './api';
import { causeOf, gapAt, GapNotice } from './gaps';
import { channelsOf, weights } from './microphones';
import { Parts } from './parts';
import { linkTo, placeOf } from './place';
import { Status } from './status';

const GAPS = [{ start_ms: 1_000, end_ms: 2_000 }];

test.each([
  [999, undefined],
  [1_000, GAPS[0]],
  [1_999, GAPS[0]],
  [2_000, undefined],
])('gapAt %d ms', (ms, gap) => {
  expect(gapAt(GAPS, ms)).toBe(gap);
});

test.each([
  [{ start_ms: 0, end_ms: 1_500, camera: null }, 'no power'],
  [{ start_ms: 0, end_ms: 1_000, camera: null }, undefined],
  [{ start_ms: 0, end_ms: 1_500, camera: 2 }, undefined],
])('causeOf a gap with a note %j', (note, cause) => {
  expect(causeOf({ start_ms: 1_000, end_ms: 2_000 }, [{ ...note, cause_label: 'no power' }])).toBe(cause);
});

test('GapNotice tells once where nothing was recorded, and goes behind it', () => {
  page(`<div hidden></div><p></p><button></button>${texts({ gap: 'none {from}-{to}' })}`);
  const say = vi.fn();
  const notice = new GapNotice(find('div'), find('p'), find('button'), (ms) => `${ms}`, say);
  notice.know(GAPS);
  notice.at(1_500);
  notice.at(1_600);
  expect(say.mock.calls).toEqual([['none 1000-2000']]);
  expect(find('div').hidden).toBe(false);
  const seek = vi.fn();
  document.addEventListener('courtrec:seek', seek, { once: true });
  find('button').click();
  expect((seek.mock.calls[0]?.[0] as CustomEvent<{ ms: number }>).detail.ms).toBe(2_000);
  notice.at(2_000);
  expect(find('div').hidden).toBe(true);
});

test('GapNotice tells what is still being prepared, before it speaks of gaps', () => {
  page(
    `<div hidden></div><p></p><button></button>${texts({ gap: 'none', gap_preparing: 'soon {from}-{to}' })}`,
  );
  const notice = new GapNotice(find('div'), find('p'), find('button'), (ms) => `${ms}`, vi.fn());
  notice.know(GAPS);
  notice.await([{ start_ms: 500, end_ms: 1_500 }]);
  notice.at(1_200);
  expect(find('p').textContent).toBe('soon 500-1500');
  notice.await([]);
  notice.at(1_200);
  expect(find('p').textContent).toBe('none');
});

test.each([
  ['closed', false, 'closed 0-3000'],
  ['protected', true, 'soon 0-3000'],
  ['not_in_session', false, 'recess 0-3000'],
  ['undecided', false, 'recess 0-3000'],
] as const)(
  'GapNotice of a part that is %s (preparing: %s) speaks of that alone',
  (kind, preparing, words) => {
    const given = {
      withheld_closed: 'closed {from}-{to}',
      withheld_preparing: 'soon {from}-{to}',
      withheld_not_in_session: 'recess {from}-{to}',
    };
    page(`<div hidden></div><p></p><button></button>${texts(given)}`);
    const notice = new GapNotice(find('div'), find('p'), find('button'), (ms) => `${ms}`, vi.fn());
    notice.know(GAPS);
    notice.await([{ start_ms: 500, end_ms: 1_500 }], [{ start_ms: 0, end_ms: 3_000, kind, preparing }]);
    notice.at(1_200);
    expect(find('p').textContent).toBe(words);
  },
);

test.each([
  [
    [true, false, false],
    [1, 0, 0],
  ],
  [
    [true, true, true, true],
    [0.5, 0.5, 0.5, 0.5],
  ],
  [
    [false, false],
    [0, 0],
  ],
])('weights of %j are %j', (open, wanted) => {
  expect(weights(open)).toEqual(wanted);
});

test('channelsOf one microphone offers no choice', () => {
  const audio = { key: 'a', kind: 'audio' as const, label: '', fps: null };
  expect(channelsOf([{ ...audio, channels: [{ index: 0, label: 'one' }] }])).toEqual([]);
  const two = [
    { index: 1, label: 'b' },
    { index: 0, label: 'a' },
  ];
  expect(channelsOf([{ ...audio, channels: two }]).map((channel) => channel.label)).toEqual(['a', 'b']);
});

test.each([
  ['?t=70.4', 70_400],
  ['?t=70,4', 70_400],
  ['?t=-1', undefined],
  ['?t=words', undefined],
  ['?entry=e7', 12_345],
  ['?entry=none&t=3', 3_000], // an entry that is gone: the time still counts
  ['', undefined],
])('placeOf "%s" is %s ms', (search, ms) => {
  page('<p data-entry="e7" data-offset-ms="12345"></p>');
  expect(placeOf(search, document)).toBe(ms);
});

test.each([
  [70_420, '?t=70.42'],
  [0, '?t=0'],
  [100_000, '?t=100'],
])('linkTo %d ms ends in %s', (ms, end) => {
  const link = linkTo(ms, new URL('https://court.example/hearings/x/?entry=1') as unknown as Location);
  expect(link).toBe(`https://court.example/hearings/x/${end}`);
});

test('Parts.fill copies the template into its part', () => {
  page(
    '<section><div data-player="stage"></div><template data-player="stage-template"><b>x</b></template></section>',
  );
  new Parts(find('section')).fill('stage');
  expect(find('[data-player=stage]').textContent).toBe('x');
});

beforeEach(() => {
  vi.useFakeTimers();
});

test('Status says what lasts, not what passes', () => {
  page('<p id="live"></p><p id="over"></p>');
  const status = new Status(find('#live'), find('#over'));
  status.both('waiting');
  expect(find('#over').textContent).toBe('waiting');
  vi.advanceTimersByTime(500);
  status.say('');
  vi.advanceTimersByTime(5_000);
  expect(find('#live').textContent).toBe('');
  status.say('lost');
  vi.advanceTimersByTime(1_000);
  expect(find('#live').textContent).toBe('lost');
});

test.each([
  [200, '{"a": 1}', null],
  [404, '{"title": "Nothing", "detail": "here"}', 'Nothing here'],
  [500, 'not json', ''],
])('getJson answered with %d', async (status, body, words) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
  const result = await getJson('/x').catch((error: unknown) => error);
  if (words === null) expect(result).toEqual({ a: 1 });
  else expect(result).toMatchObject({ status, words });
});

test('getJson without an answer is refused with status 0', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  await expect(getJson('/x')).rejects.toBeInstanceOf(Refusal);
});
