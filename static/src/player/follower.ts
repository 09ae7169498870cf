/**
 * Keeps a second picture in step with the main one: same playlist time, no sound of its own.
 *
 * While both play, a small drift is made good by running a little faster or slower, a large one by a seek. Standing
 * still, both show the frame of the very same moment.
 */
import type { Camera } from './api';
import { Engine } from './engine';
import { Seeker } from './seeker';

export const SMALL_S = 0.04;
export const LARGE_S = 0.3;
const CATCH_UP = 0.05;
const EVERY_MS = 200;
// Small and muted: what it keeps ahead is little, and the smallest rendition that fits its box is enough.
const CONFIG = {
  maxBufferLength: 10,
  maxMaxBufferLength: 10,
  backBufferLength: 5,
  capLevelToPlayerSize: true,
};
const MAIN_EVENTS = ['play', 'pause', 'seeking', 'seeked', 'ratechange'];

export type Correction = { do: 'seek' } | { do: 'run'; rate: number };

/** What to do about a picture that is `drift` seconds behind (negative: ahead) while the main one runs at `rate`. */
export function correction(drift: number, rate: number): Correction {
  if (Math.abs(drift) > LARGE_S) return { do: 'seek' };
  if (Math.abs(drift) <= SMALL_S) return { do: 'run', rate };
  return { do: 'run', rate: rate * (1 + Math.sign(drift) * CATCH_UP) };
}

export class Follower {
  private readonly engine: Engine;
  private readonly seeker: Seeker;
  private readonly heard = new AbortController();
  private timer: ReturnType<typeof setInterval> | undefined;
  private stoodAt: number | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly main: HTMLVideoElement,
    private readonly moment: () => number,
  ) {
    video.muted = true;
    this.seeker = new Seeker(video);
    // The main picture finds out by itself and asks for new addresses; this one is then given them, too.
    const rest = (): void => undefined;
    const gone = (): void => {
      this.stop();
    };
    this.engine = new Engine(video, { gone, lost: rest, back: rest, broken: gone, changing: rest }, CONFIG);
    for (const name of MAIN_EVENTS) {
      main.addEventListener(
        name,
        () => {
          this.keepUp();
        },
        { signal: this.heard.signal },
      );
    }
  }

  /** Load a camera and go where the main picture is. */
  load(camera: Camera): void {
    this.stop();
    this.seeker.grid.fps = camera.fps;
    this.engine.load(camera.playlist, this.seeker.grid.target(this.moment()));
    this.timer = setInterval(() => {
      this.keepUp();
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stoodAt = undefined;
    this.engine.stop();
  }

  /** Leave for good: nothing of it listens any more. */
  end(): void {
    this.heard.abort();
    this.stop();
    this.video.removeAttribute('src');
  }

  private keepUp(): void {
    if (this.timer === undefined || this.video.readyState === 0 || this.main.readyState === 0) return;
    if (this.main.paused) this.stand();
    else this.run();
  }

  private stand(): void {
    if (!this.video.paused) this.video.pause();
    const at = this.moment();
    if (this.main.seeking || this.stoodAt === at) return;
    this.stoodAt = at;
    this.seeker.to(at);
  }

  private run(): void {
    this.stoodAt = undefined;
    if (this.video.paused) void this.video.play().catch(() => undefined);
    if (this.video.seeking) return;
    const next = correction(this.main.currentTime - this.video.currentTime, this.main.playbackRate);
    if (next.do === 'run') this.video.playbackRate = next.rate;
    else this.video.currentTime = this.main.currentTime;
  }
}
