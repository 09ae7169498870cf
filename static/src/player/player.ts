/** Puts the player together: requests come over the bus or by keys, the state goes out as `courtrec:time`. */
import { hear, tell } from '../lib/bus';
import { text } from '../lib/texts';
import { courtClock } from '../lib/time';
import { getJson, type Playback, type Timeline } from './api';
import { Cameras } from './cameras';
import { Engine, type EngineEvents } from './engine';
import { GapNotice } from './gaps';
import { Glance } from './glance';
import { Microphones } from './microphones';
import { Panel } from './panel';
import type { Parts } from './parts';
import { placeOf } from './place';
import { Rail } from './rail';
import { Seeker } from './seeker';
import { type Action, listenToKeys } from './shortcuts';
import { SoundChoice } from './sound';
import { Source, type SourceEvents } from './source';
import { Status } from './status';

const MEDIA_EVENTS = ['timeupdate', 'seeking', 'seeked', 'play', 'pause', 'loadedmetadata'];

export class Player {
  private readonly status: Status;
  private readonly seeker: Seeker;
  private readonly engine: Engine;
  private readonly source: Source;
  private readonly rail: Rail;
  private readonly glance: Glance;
  private readonly gaps: GapNotice;
  private readonly microphones: Microphones;
  private readonly sound: SoundChoice;
  private readonly panel: Panel;
  private readonly cameras: Cameras;
  private place: number;
  private playAgain = false;
  /** Whether what was loaded stands where it should: before, the element knows neither the place nor the movement. */
  private begun = false;
  private hasPicture = false;

  constructor(
    private readonly root: HTMLElement,
    parts: Parts,
    private readonly video: HTMLVideoElement,
  ) {
    const data = root.dataset;
    const clock = courtClock(data['startedAt'] ?? '', data['zone'] ?? '');
    this.place = (placeOf(location.search, document) ?? 0) / 1_000;
    this.status = new Status(parts.get('status'), parts.get('message'));
    this.seeker = new Seeker(video);
    this.panel = new Panel(parts, video, clock);
    this.rail = new Rail(parts.get('rail'), Number(data['durationMs']), clock);
    this.glance = new Glance(parts.get('wave'), parts.get('rail'), (event) => this.rail.msAt(event));
    this.gaps = new GapNotice(
      parts.get('gap'),
      parts.get('gap-text'),
      parts.get('gap-skip'),
      clock,
      (words) => {
        this.status.say(words);
      },
    );
    this.microphones = new Microphones(
      video,
      parts.get('mics'),
      parts.get('mic-list'),
      parts.get('mics-all'),
    );
    this.cameras = new Cameras(
      parts,
      video,
      () => (this.video.readyState === 0 ? this.place : this.seeker.moment),
      () => {
        this.keepPlace();
        this.load();
      },
    );
    this.engine = this.makeEngine();
    this.sound = new SoundChoice(parts.get('sound'), (place, track) => {
      this.engine.hear(place);
      this.microphones.offer([track]);
    });
    this.source = this.makeSource(data['playbackUrl'] ?? '');
  }

  /** Begin: listen, stand at the wanted moment, ask for the recording. */
  start(): void {
    this.listen();
    const ms = this.place * 1_000;
    this.panel.at(ms);
    this.rail.moveTo(ms);
    if (ms > 0) tell('courtrec:seek', { ms, from: 'link' });
    void this.source.open();
  }

  private makeEngine(): Engine {
    const events: EngineEvents = {
      gone: () => {
        this.keepPlace();
        this.source.gone();
      },
      lost: () => {
        this.status.say(text('lost'));
      },
      back: () => {
        this.status.say(text('back'));
      },
      broken: () => {
        this.status.both(text('broken'));
      },
      changing: (changing) => {
        this.seeker.hold(changing);
      },
    };
    return new Engine(this.video, events);
  }

  private makeSource(url: string): Source {
    const events: SourceEvents = {
      opened: (playback) => {
        this.opened(playback);
      },
      changed: () => {
        this.takeAway();
        this.status.cover(text('loading'));
      },
      preparing: (words) => {
        this.takeAway();
        this.status.both(words === '' ? text('preparing') : words);
      },
      refused: (status, words) => {
        this.refused(status, words);
      },
      lost: () => {
        this.status.say(text('lost'));
      },
      back: () => {
        this.status.say(text('back'));
      },
    };
    return new Source(url, events);
  }

  private opened(playback: Playback): void {
    this.keepPlace();
    void this.readTimeline(this.root.dataset['timelineUrl'] ?? '');
    this.hasPicture = playback.tracks.some((track) => track.kind === 'video');
    this.root.classList.toggle('player--sound', !this.hasPicture);
    this.sound.offer(playback.tracks);
    this.gaps.await(playback.preparing, playback.withheld);
    this.rail.show({ durationMs: playback.duration_ms });
    void this.glance.know(playback);
    this.panel.length(playback.duration_ms);
    this.cameras.offer(playback);
    this.load();
  }

  /** Load what the main picture shows, at the moment where it was. */
  private load(): void {
    const main = this.cameras.main;
    if (main === undefined) return;
    this.seeker.grid.fps = main.fps;
    this.seeker.forget();
    this.begun = false;
    this.status.cover(text('loading'));
    this.video.addEventListener(
      'loadeddata',
      () => {
        this.begin();
      },
      { once: true },
    );
    this.engine.load(main.playlist, this.seeker.loadAt(this.place, main.durationMs / 1_000));
  }

  private begin(): void {
    this.status.cover(this.hasPicture ? '' : text('audio_only'));
    this.status.say('');
    this.begun = true;
    this.seeker.to(this.place);
    if (this.playAgain) void this.video.play().catch(() => undefined);
  }

  private refused(status: number, words: string): void {
    this.takeAway();
    const ours = status === 401 ? 'signed_out' : status === 423 ? 'held' : 'refused';
    this.status.both(status === 401 || status === 404 || words === '' ? text(ours) : words);
  }

  /** Nothing may play now: what is loaded already must not go on either. */
  private takeAway(): void {
    this.keepPlace();
    this.engine.stop();
    this.cameras.stop();
    this.video.removeAttribute('src');
    this.begun = false;
  }

  /** Before the source goes: where we are, and whether we were moving. */
  private keepPlace(): void {
    if (!this.begun || this.video.readyState === 0) return;
    this.place = this.seeker.moment;
    this.playAgain = !this.video.paused && !this.video.ended;
  }

  private listen(): void {
    hear('courtrec:seek', ({ ms }) => {
      this.seek(ms / 1_000);
    });
    hear('courtrec:entries', ({ offsets }) => {
      this.rail.show({ offsets });
    });
    const rows = document.querySelectorAll<HTMLElement>('[data-entry]');
    this.rail.show({ offsets: [...rows].map((row) => Number(row.dataset['offsetMs'])) });
    for (const name of MEDIA_EVENTS) {
      this.video.addEventListener(name, () => {
        this.report();
      });
    }
    this.video.addEventListener('waiting', () => {
      this.status.say(text('waiting'));
    });
    this.video.addEventListener('play', () => {
      // Asked for before anything is loaded: it plays as soon as it can.
      if (!this.begun) this.playAgain = true;
    });
    this.video.addEventListener('playing', () => {
      this.status.say('');
    });
    this.video.addEventListener('click', () => {
      this.toggle();
    });
    listenToKeys(this.root, (action) => {
      this.act(action);
    });
  }

  private seek(seconds: number): void {
    this.place = seconds;
    if (this.video.readyState > 0) this.seeker.to(seconds);
    else {
      this.panel.at(seconds * 1_000);
      this.rail.moveTo(seconds * 1_000);
    }
  }

  private report(): void {
    if (this.video.readyState === 0) return;
    const ms = Math.round(this.seeker.moment * 1_000);
    this.panel.at(ms);
    this.rail.moveTo(ms);
    this.gaps.at(ms);
    tell('courtrec:time', { ms, playing: !this.video.paused });
  }

  private act(action: Action): void {
    if (action.do === 'toggle') this.toggle();
    else if (action.do === 'mute') this.video.muted = !this.video.muted;
    else if (action.do === 'fullscreen') this.panel.toggleFullscreen();
    else if (action.do === 'help') this.panel.help();
    else if (action.do === 'entry') tell('courtrec:step', { by: action.by });
    else if (action.do === 'frame') this.seeker.step(action.by);
    else this.seek(Math.max(0, this.seeker.moment + action.seconds));
  }

  private toggle(): void {
    if (this.video.paused) void this.video.play().catch(() => undefined);
    else this.video.pause();
  }

  private async readTimeline(url: string): Promise<void> {
    if (url === '') return;
    try {
      const timeline = await getJson<Timeline>(url);
      this.gaps.know(timeline.gaps, timeline.notes);
      const { duration_ms: durationMs, gaps, restrictions: bands } = timeline;
      this.rail.show({ durationMs, gaps, bands });
    } catch {
      // The strip then shows the entries only; the recording itself plays and says what is wrong.
    }
  }
}
