import { expect, type MockInstance, test, vi } from 'vitest';
import { Seeker } from './seeker';

type Seen = (now: number, frame: { mediaTime: number }) => void;

function setUp(): {
  video: HTMLVideoElement;
  seeker: Seeker;
  pause: MockInstance;
  show: (mediaTime: number) => void;
} {
  const video = document.createElement('video');
  let seen: Seen | undefined;
  Object.assign(video, {
    requestVideoFrameCallback: (callback: Seen) => {
      seen = callback;
      return 1;
    },
    cancelVideoFrameCallback: vi.fn(),
  });
  let time = 0;
  Object.defineProperty(video, 'duration', { value: 100 });
  Object.defineProperty(video, 'currentTime', {
    get: () => time,
    set: (value: number) => {
      time = value;
    },
  });
  const pause = vi.spyOn(video, 'pause').mockImplementation(() => undefined);
  const seeker = new Seeker(video);
  seeker.grid.fps = 25;
  return { video, seeker, pause, show: (mediaTime) => seen?.(0, { mediaTime }) };
}

test('to aims at the middle of the frame', () => {
  const { video, seeker } = setUp();
  seeker.to(70.4);
  expect(video.currentTime).toBeCloseTo(70.42, 6);
});

test('a wrong frame that came is aimed at once more, on the grid that it showed', () => {
  const { video, seeker, show } = setUp();
  seeker.to(60.03);
  show(59.982); // the grid begins at 22 ms: the frame of 60.03 begins at 60.022
  expect(video.currentTime).toBeCloseTo(60.042, 6);
});

test('a later frame that stays is reached from farther back, where the part before gets loaded', () => {
  const { video, seeker, show } = setUp();
  seeker.to(7.96);
  show(8);
  expect(video.currentTime).toBeCloseTo(7.98, 6);
  show(8);
  expect(video.currentTime).toBeCloseTo(7.71, 6);
  video.dispatchEvent(new Event('seeked'));
  expect(video.currentTime).toBeCloseTo(7.98, 6);
  show(7.96);
  expect(video.currentTime).toBeCloseTo(7.98, 6);
});

test('the right frame is left alone', () => {
  const { video, seeker, show } = setUp();
  seeker.to(70.4);
  show(70.4);
  expect(video.currentTime).toBeCloseTo(70.42, 6);
});

test('moment after a seek is the one asked for, not the middle of its frame', () => {
  const { seeker } = setUp();
  seeker.to(70.435);
  expect(seeker.moment).toBeCloseTo(70.435, 6);
});

test.each([
  [1, 70.46],
  [-1, 70.38],
] as const)('step by %d pauses on the neighbouring frame', (by, wanted) => {
  const { video, seeker, pause } = setUp();
  seeker.to(70.4);
  seeker.step(by);
  expect(video.currentTime).toBeCloseTo(wanted, 6);
  expect(pause).toHaveBeenCalled();
});

test('to the last frames it goes only when they can be shown', () => {
  const { video, seeker } = setUp();
  seeker.hold(true);
  seeker.to(10);
  expect(video.currentTime).toBeCloseTo(10.02, 6);
  seeker.to(99.96);
  expect(video.currentTime).toBeCloseTo(10.02, 6);
  expect(seeker.moment).toBe(99.96);
  seeker.hold(false);
  expect(video.currentTime).toBeCloseTo(99.98, 6);
});

test('what was asked of a source that has gone is forgotten with it', () => {
  const { video, seeker } = setUp();
  seeker.hold(true);
  seeker.to(99.96);
  seeker.forget();
  seeker.hold(false);
  expect(video.currentTime).toBe(0);
});

test.each([
  [25, 36, 10, 10.02],
  [25, 36, 35.96, 35.02], // the last frames come only once something was shown
  [1, 36, 35, 12.5],
  [25, 0.2, 0.16, 0.02],
] as const)('at %d frames/s of %d s, loadAt(%d) is %d', (fps, end, seconds, wanted) => {
  const { seeker } = setUp();
  seeker.grid.fps = fps;
  expect(seeker.loadAt(seconds, end)).toBeCloseTo(wanted, 6);
});
