import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { find, page, settle, texts } from '../testing';

interface Options {
  endpoint: string;
  chunkSize: number;
  metadata: Record<string, string>;
  onProgress: (sent: number) => void;
  onError: (error: Error) => void;
  onSuccess: (payload: { lastResponse: { getHeader: () => string } }) => void;
}

const made: FakeUpload[] = [];
let listeners: MockInstance<typeof window.addEventListener>;

class FakeUpload {
  url: string | null = null;
  start = vi.fn();
  abort = vi.fn(() => Promise.resolve());
  constructor(
    readonly file: File,
    readonly options: Options,
  ) {
    made.push(this);
  }
  findPreviousUploads(): Promise<[]> {
    return Promise.resolve([]);
  }
}

vi.mock('tus-js-client', () => ({ Upload: FakeUpload, DetailedError: class extends Error {} }));
const { upload } = await import('./upload');

const ITEM = `<template data-upload="item"><li><p data-file="name"></p><p data-file="words"></p>
  <p data-file="figures"></p><progress data-file="progress"></progress><button data-file="pause"></button>
  <button data-file="resume"></button><button data-file="cancel"></button><a data-file="open"></a></li></template>`;
const PAGE = `<div data-upload-url="/up/" data-max-bytes="1000" data-chunk-bytes="32" data-hearing="h" data-zone="Asia/Almaty">
  <input data-upload="start" value="2026-03-12T09:30"><input data-upload="camera" value="2">
  <div data-upload="drop"><input type="file" data-upload="input"></div>
  <ul data-upload="list"></ul><p data-upload="says"></p>${ITEM}</div>
  <ul><li data-unfinished="/up/7" data-filename="old.mp4" data-length="3"></li></ul>`;

beforeEach(() => {
  made.length = 0;
  page(
    PAGE +
      texts({
        empty: 'empty file',
        too_big: 'too big',
        uploading: 'going',
        paused: 'paused',
        retry: 'again',
      }),
  );
  listeners = vi.spyOn(window, 'addEventListener');
  upload(find('div'));
});

afterEach(() => {
  listeners.mockRestore();
});

/** What this page's own listener says to leaving; those of the tests before hear it, too. */
function asked(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  const mine = listeners.mock.calls.find(([name]) => name === 'beforeunload')?.[1];
  if (typeof mine === 'function') mine.call(window, event);
  return event.defaultPrevented;
}

async function choose(...files: File[]): Promise<void> {
  const input = find<HTMLInputElement>('[data-upload=input]');
  Object.defineProperty(input, 'files', { value: files, configurable: true });
  Object.defineProperty(input, 'value', { value: '', writable: true });
  input.dispatchEvent(new Event('change'));
  await settle();
}

function file(name: string, size = 3): File {
  const one = new File([new Uint8Array(size)], name);
  Object.assign(one, { arrayBuffer: () => Promise.reject(new Error('not read here')) });
  return one;
}

const words = (): (string | null)[] =>
  [...document.querySelectorAll('[data-file=words]')].map((one) => one.textContent);

test('a chosen file starts by itself with what the page knows of it', async () => {
  await choose(file('a.mp4'));
  expect(made[0]?.start).toHaveBeenCalledTimes(1);
  expect(made[0]?.options.metadata).toEqual({
    filename: 'a.mp4',
    hearing: 'h',
    started_at: '2026-03-12T04:30:00.000Z',
    camera: '2',
  });
  expect(made[0]?.options).toMatchObject({ endpoint: '/up/', chunkSize: 32 });
});

test('of three files two go at once, the third when one has arrived', async () => {
  await choose(file('a.mp4'), file('b.mp4'), file('c.mp4'));
  expect(made).toHaveLength(2);
  made[0]?.options.onSuccess({ lastResponse: { getHeader: () => 'r' } });
  await settle();
  expect(made[2]?.file.name).toBe('c.mp4');
});

test.each([
  [0, 'empty file'],
  [1_001, 'too big'],
])('a file of %d bytes is refused before anything is sent', async (size, said) => {
  await choose(file('x.mp4', size));
  expect(made).toHaveLength(0);
  expect(words()).toEqual([said]);
});

test('a file that the server knows as unfinished goes on there', async () => {
  await choose(file('old.mp4'));
  expect(made[0]?.url).toBe('/up/7');
});

test('a lost connection is tried again by itself', async () => {
  vi.useFakeTimers();
  await choose(file('a.mp4'));
  made[0]?.options.onError(new Error('offline'));
  expect(words()).toEqual(['again']);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(made[0]?.start).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

test('a pause holds the file and lets the next one go', async () => {
  await choose(file('a.mp4'), file('b.mp4'), file('c.mp4'));
  find('[data-file=pause]').click();
  await settle();
  expect(made[0]?.abort).toHaveBeenCalled();
  expect(words()[0]).toBe('paused');
  expect(made).toHaveLength(3);
});

test('leaving the page is asked about only while something is on its way', async () => {
  expect(asked()).toBe(false);
  await choose(file('a.mp4'));
  expect(asked()).toBe(true);
});
