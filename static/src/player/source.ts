/**
 * Where the recording comes from: asks `playback/`, keeps it alive by `poll`, asks again when the generation changed
 * or its addresses are gone. A change of generation is no error to anybody: same moment, still playing or paused.
 */
import { getJson, type Playback, Refusal } from './api';

export interface SourceEvents {
  opened: (playback: Playback) => void;
  /** What is loaded is no longer what may be played; `opened` follows, or a refusal. */
  changed: () => void;
  preparing: (words: string) => void;
  /** Not to be played (any more): 401, 403, 404, 410, 423; `words` of the server, perhaps empty. */
  refused: (status: number, words: string) => void;
  lost: () => void;
  back: () => void;
}

export const POLL_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 8_000;
const QUICK_RETRIES = 20;

export class Source {
  private current: Playback | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private isLost = false;
  private opening = false;

  constructor(
    private readonly url: string,
    private readonly events: SourceEvents,
  ) {}

  /** Ask where to play from; on "not ready" and lost connections it asks again by itself. */
  async open(): Promise<void> {
    if (this.opening) return;
    this.opening = true;
    clearTimeout(this.timer);
    try {
      this.use(await getJson<Playback>(this.url));
    } catch (error) {
      this.notOpened(error);
    } finally {
      this.opening = false;
    }
  }

  /** An address of the present generation answered 404: the next try waits if `playback/` names the same again. */
  gone(): void {
    this.later(this.tries === 0 ? 0 : this.pause(), () => this.open());
    this.tries += 1;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private use(playback: Playback): void {
    if (this.current?.generation !== playback.generation) this.tries = 0;
    this.current = playback;
    this.found();
    this.events.opened(playback);
    this.later(POLL_MS, () => this.poll());
  }

  private async poll(): Promise<void> {
    const playback = this.current;
    if (playback === undefined) return;
    try {
      const answer = await getJson<{ generation: Playback['generation'] }>(playback.poll);
      this.found();
      this.tries = 0;
      if (answer.generation === playback.generation) this.later(POLL_MS, () => this.poll());
      else {
        this.events.changed();
        await this.open();
      }
    } catch (error) {
      this.notPolled(error);
    }
  }

  private notPolled(error: unknown): void {
    const status = error instanceof Refusal ? error.status : 0;
    if (status === 404 || status === 410) {
      this.events.changed();
      void this.open();
    } else if (status === 401 || status === 403 || status === 423) this.notOpened(error);
    else {
      this.missing();
      this.later(POLL_MS, () => this.poll());
    }
  }

  private notOpened(error: unknown): void {
    const { status, words } = error instanceof Refusal ? error : new Refusal(0, '');
    this.tries += 1;
    if (status === 409) this.events.preparing(words);
    else if (status >= 400 && status < 500 && status !== 429) {
      this.events.refused(status, words);
      return;
    } else this.missing();
    this.later(this.pause(), () => this.open());
  }

  private missing(): void {
    if (!this.isLost) this.events.lost();
    this.isLost = true;
  }

  private found(): void {
    if (this.isLost) this.events.back();
    this.isLost = false;
  }

  /** Every second at first, then slower: what is prepared in a minute is worth asking for, an hour is not. */
  private pause(): number {
    const over = Math.max(0, this.tries - QUICK_RETRIES);
    return Math.min(FIRST_RETRY_MS * 2 ** over, SLOWEST_RETRY_MS);
  }

  private later(ms: number, what: () => Promise<void>): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void what(), ms);
  }
}
