/** Plays one playlist in one video element: hls.js, or the browser itself where that plays HLS. */
import Hls, { type ErrorData, type HlsConfig } from 'hls.js/dist/hls.js';

export interface EngineEvents {
  /** The address is no longer good (404, 410): ask for a new one. */
  gone: () => void;
  /** No answer from the server; the engine goes on trying. */
  lost: () => void;
  /** Bytes came again. */
  back: () => void;
  /** The browser cannot decode this. */
  broken: () => void;
  /** The track of sound is being changed, or is no longer: meanwhile the end of the recording is not known. */
  changing: (changing: boolean) => void;
}

// The player already holds what it has loaded: a short buffer is what a closed part can still be heard from.
const BUFFER_S = 30;
const RETRY_MS = 2_000;
const DECODER_CHANCES = 2;

const CONFIG: Partial<HlsConfig> = {
  maxBufferLength: BUFFER_S,
  maxMaxBufferLength: BUFFER_S,
  backBufferLength: BUFFER_S,
  // What lay ahead before a seek back would stay for hours otherwise.
  frontBufferFlushThreshold: BUFFER_S,
  enableWorker: true,
  startFragPrefetch: true,
  lowLatencyMode: false,
  // A courtroom's line is no telephone's: begin with the best picture, and go down where it does not come through.
  abrEwmaDefaultEstimate: 8_000_000,
};

export class Engine {
  private hls: Hls | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private chances = DECODER_CHANCES;
  private isLost = false;
  private heard = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly events: EngineEvents,
    private readonly config: Partial<HlsConfig> = {},
  ) {
    video.addEventListener('error', () => {
      if (this.hls === undefined && video.error !== null) this.nativeError(video.error.code);
    });
  }

  /** Load `playlist` and stand at `seconds`; what was loaded before is dropped. */
  load(playlist: string, seconds: number): void {
    this.stop();
    this.chances = DECODER_CHANCES;
    if (Hls.isSupported()) this.loadHls(playlist, seconds);
    else this.loadNative(playlist, seconds);
  }

  /** Hear the track of sound at this place of the playlist, now and after the next load. */
  hear(place: number): void {
    this.heard = place;
    if (this.hls !== undefined) this.choose(this.hls);
  }

  private choose(hls: Hls): void {
    if (this.heard < hls.audioTracks.length && hls.audioTrack !== this.heard) hls.audioTrack = this.heard;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.hls?.destroy();
    this.hls = undefined;
  }

  private loadHls(playlist: string, seconds: number): void {
    const hls = new Hls({ ...CONFIG, ...this.config, startPosition: seconds });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (_name, data) => {
      this.failed(hls, data);
    });
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, () => {
      this.choose(hls);
    });
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHING, () => {
      this.events.changing(true);
    });
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, () => {
      this.events.changing(false);
    });
    hls.on(Hls.Events.FRAG_LOADED, () => {
      this.arrived();
    });
    hls.loadSource(playlist);
    hls.attachMedia(this.video);
  }

  private loadNative(playlist: string, seconds: number): void {
    const there = (): void => {
      this.video.currentTime = seconds;
    };
    this.video.addEventListener('loadedmetadata', there, { once: true });
    this.video.src = playlist;
  }

  private failed(hls: Hls, data: ErrorData): void {
    const status = data.response?.code ?? 0;
    if (status === 404 || status === 410) {
      // Told first: where it stood and whether it played is lost with the source.
      this.events.gone();
      this.stop();
    } else if (data.fatal) this.failedForGood(hls, data);
  }

  private failedForGood(hls: Hls, data: ErrorData): void {
    if (data.type === Hls.ErrorTypes.NETWORK_ERROR) this.retry(hls);
    else if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.chances > 0) {
      this.chances -= 1;
      hls.recoverMediaError();
    } else this.events.broken();
  }

  private retry(hls: Hls): void {
    this.isLost = true;
    this.events.lost();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.hls === hls) hls.startLoad(this.video.currentTime);
    }, RETRY_MS);
  }

  private arrived(): void {
    if (!this.isLost) return;
    this.isLost = false;
    this.events.back();
  }

  private nativeError(code: number): void {
    // The browser does not tell the status of native HLS; a new address answers both cases.
    if (code === MediaError.MEDIA_ERR_NETWORK) this.events.gone();
    else this.events.broken();
  }
}
