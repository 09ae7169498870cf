/**
 * Exact seeking: aims at the middle of the frame, looks at the frame that came, and aims once more if it is another.
 *
 * Still a later frame: the wanted one lies just before what has been loaded, and browsers take up to two frames' time
 * there for loaded. A seek farther back loads the part before, then the aim is true.
 */
import { FrameGrid } from './frame';

const DETOUR_S = 0.25;
const DETOUR_FRAMES = 4;

export class Seeker {
  readonly grid = new FrameGrid();
  private wanted: number | undefined;
  private corrections = 0;
  private asked = 0;
  private detouring = false;

  constructor(private readonly video: HTMLVideoElement) {}

  /** Go to `seconds` of the hearing. */
  to(seconds: number): void {
    this.wanted = Math.max(0, seconds);
    this.corrections = 0;
    this.detouring = false;
    this.aim(this.wanted);
  }

  /** One frame on or back, paused. */
  step(by: -1 | 1): void {
    this.video.pause();
    this.to(this.grid.target(this.moment) + by * this.grid.frame);
  }

  /** The moment that is shown, in seconds: the one asked for while its frame stands, though its middle may lie before. */
  get moment(): number {
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
