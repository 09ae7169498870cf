/**
 * The grid on which the frames of the video lie, so that a seek ends inside the wanted frame.
 *
 * A seek to the exact start of a frame may show the one before (times are rounded on the way); the middle of a frame
 * cannot. Where the grid begins is learnt from the frames that the browser shows: a recording need not begin at a
 * whole frame of the hearing's time.
 */
const TOLERANCE_S = 0.0015;
const WITHOUT_FPS_S = 0.02;

export class FrameGrid {
  private origin = 0;
  private length = 0;

  /** Frames per second; null or 0 when unknown or variable. */
  set fps(value: number | null) {
    this.length = value === null || value <= 0 ? 0 : 1 / value;
  }

  get frame(): number {
    return this.length === 0 ? 0.04 : this.length;
  }

  /** A frame that began at `mediaTime` (seconds) was shown. */
  learn(mediaTime: number): void {
    if (this.length > 0) this.origin = mediaTime % this.length;
  }

  /** Where to seek (seconds) so that the frame on screen is the one at `time`. */
  target(time: number): number {
    if (this.length === 0) return Math.max(0, time) + WITHOUT_FPS_S;
    const index = Math.floor((time - this.origin + TOLERANCE_S) / this.length);
    return Math.max(0, this.origin + (index + 0.5) * this.length);
  }

  /** Whether the frame that began at `mediaTime` is the one at `time`. */
  holds(mediaTime: number, time: number): boolean {
    if (this.length === 0) return true;
    return mediaTime <= time + TOLERANCE_S && time + TOLERANCE_S < mediaTime + this.length;
  }
}
