/**
 * Exact seeking: aims at the middle of the frame, looks at the frame that came, and aims once more if it is another.
 *
 * Still a later frame: the wanted one lies just before what has been loaded, and browsers take up to two frames' time
 * there for loaded. A seek farther back loads the part before, then the aim is true.
 *
 * The last frames: a decoder holds them back until it is told of the end, and while hls.js (1.7) changes the track of
 * sound, which the first choice of one is too, it tells of no end. So loading never begins there, and who asks for them
 * meanwhile waits.
 */
import { FrameGrid } from './frame';

const DETOUR_S = 0.25;
const DETOUR_FRAMES = 4;
// What a decoder may hold back: H.264 puts up to 16 frames in order, and software decodes a few at the same time.
const HELD_BACK_S = 1;
const HELD_BACK_FRAMES = 24;

export class Seeker {
  readonly grid = new FrameGrid();
  private wanted: number | undefined;
  private corrections = 0;
  private asked = 0;
  private detouring = false;
  private held = false;
  private waiting: number | undefined;

  constructor(private readonly video: HTMLVideoElement) {}

  /** Go to `seconds` of the hearing; to the last frames not before they can be shown. */
  to(seconds: number): void {
    const early = this.held && seconds > this.beforeHeldBack(this.video.duration);
    this.waiting = early ? seconds : undefined;
    if (early) return;
    this.wanted = Math.max(0, seconds);
    this.corrections = 0;
    this.detouring = false;
    this.aim(this.wanted);
  }

  /** Where to load (seconds) a recording of `end` seconds that shall stand at `seconds`. */
  loadAt(seconds: number, end: number): number {
    return this.grid.target(Math.min(seconds, this.beforeHeldBack(end)));
  }

  /** Whether the last frames cannot be shown for now. */
  hold(held: boolean): void {
    this.held = held;
    if (!held && this.waiting !== undefined) this.to(this.waiting);
  }

  /** The source goes: what was asked of it is not asked of the next. */
  forget(): void {
    this.held = false;
    this.waiting = undefined;
  }

  private beforeHeldBack(end: number): number {
    return Math.max(0, end - Math.max(HELD_BACK_S, HELD_BACK_FRAMES * this.grid.frame));
  }

  /** One frame on or back, paused. */
  step(by: -1 | 1): void {
    this.video.pause();
    this.to(this.grid.target(this.moment) + by * this.grid.frame);
  }

  /** The moment that is shown, in seconds: the one asked for while its frame stands, though its middle may lie before. */
  get moment(): number {
    if (this.waiting !== undefined) return this.waiting;
    const now = this.video.currentTime;
    const wanted = this.wanted ?? now;
    if (this.detouring) return wanted;
    return Math.abs(now - wanted) <= this.grid.frame ? Math.max(now, wanted) : now;
  }

  private aim(wanted: number): void {
    this.video.currentTime = this.grid.target(wanted);
    if (!('requestVideoFrameCallback' in this.video)) return;
    if (this.asked !== 0) this.video.cancelVideoFrameCallback(this.asked);
    this.asked = this.video.requestVideoFrameCallback((_now, frame) => {
      this.asked = 0;
      this.seen(frame.mediaTime, wanted);
    });
  }

  private seen(mediaTime: number, wanted: number): void {
    this.grid.learn(mediaTime);
    // While it plays the next frame is right as well; only a standing picture must be the very one.
    if (!this.video.paused) return;
    if (this.grid.holds(mediaTime, wanted) || Math.abs(mediaTime - wanted) > 1) return;
    this.corrections += 1;
    if (this.corrections === 1) this.aim(wanted);
    else if (this.corrections === 2 && mediaTime > wanted) this.detour(wanted);
  }

  private detour(wanted: number): void {
    const back = Math.max(DETOUR_S, DETOUR_FRAMES * this.grid.frame);
    const arrived = (): void => {
      if (this.video.seeking) return; // that was the end of the seek before this one
      this.video.removeEventListener('seeked', arrived);
      if (!this.detouring || this.wanted !== wanted) return;
      this.detouring = false;
      this.aim(wanted);
    };
    this.detouring = true;
    this.video.addEventListener('seeked', arrived);
    this.video.currentTime = Math.max(0, wanted - back);
  }
}
