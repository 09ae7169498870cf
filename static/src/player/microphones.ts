/**
 * One switch per microphone: the channels of the sound track are split, weighed and merged to one, heard on both ears.
 *
 * The audio graph is made at the first gesture (browsers start no sound without one); until then the element plays the
 * channels as it finds them. `createMediaElementSource` can be called once per element: the graph stays.
 */
import { text } from '../lib/texts';
import type { Track } from './api';

const FADE_S = 0.015;
/** As many as a track holds at most: more would lay a voice on the channel for low frequencies. */
const CHANNELS = 4;

export interface Channel {
  index: number;
  label: string;
}

/** Weights by channel, so that any number of open microphones together is about as loud as one. */
export function weights(open: readonly boolean[]): number[] {
  const count = open.filter(Boolean).length;
  return open.map((on) => (on ? 1 / Math.sqrt(count) : 0));
}

/** The channels of the sound track, empty unless there are several to choose from. */
export function channelsOf(tracks: readonly Track[]): Channel[] {
  const track = tracks.find((one) => one.kind === 'audio' && one.channels.length > 1);
  return track === undefined ? [] : [...track.channels].sort((a, b) => a.index - b.index);
}

/** Whether somebody has used the page already; browsers that do not tell are taken at their word: not yet. */
function touched(): boolean {
  return 'userActivation' in navigator && navigator.userActivation.hasBeenActive;
}

export class Microphones {
  private channels: Channel[] = [];
  private boxes: HTMLInputElement[] = [];
  private context: AudioContext | undefined;
  private gains: GainNode[] = [];

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly group: HTMLElement,
    private readonly list: HTMLElement,
    all: HTMLElement | null,
  ) {
    all?.addEventListener('click', () => {
      this.choose(() => true);
    });
    video.addEventListener('play', () => {
      // Only when somebody has already touched the page: a context made without a gesture stays silent.
      if (this.channels.length > 0 && touched()) this.hear();
    });
  }

  /** Offer the microphones of these tracks; a choice made before is kept while they stay the same. */
  offer(tracks: readonly Track[]): void {
    const channels = channelsOf(tracks);
    const same = JSON.stringify(channels) === JSON.stringify(this.channels);
    this.group.hidden = channels.length === 0;
    if (same) return;
    this.channels = channels;
    const items = channels.map((channel) => this.item(channel));
    this.boxes = items.map((item) => item.box);
    this.list.replaceChildren(...items.map((item) => item.row));
    if (this.context !== undefined) this.apply();
  }

  private item(channel: Channel): { row: HTMLElement; box: HTMLInputElement } {
    const name = channel.label === '' ? text('microphone', { number: channel.index + 1 }) : channel.label;
    const row = document.createElement('div');
    row.className = 'mics__item';
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = true;
    box.addEventListener('change', () => {
      this.hear();
    });
    label.append(box, name);
    row.append(label, this.soloButton(name, box));
    return { row, box };
  }

  private soloButton(name: string, box: HTMLInputElement): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button--small';
    button.textContent = text('only_this');
    button.setAttribute('aria-label', text('only_this_of', { name }));
    button.addEventListener('click', () => {
      this.choose((other) => other === box);
    });
    return button;
  }

  private choose(wanted: (box: HTMLInputElement) => boolean): void {
    for (const box of this.boxes) box.checked = wanted(box);
    this.hear();
  }

  private hear(): void {
    this.context ??= this.wire();
    void this.context.resume();
    this.apply();
  }

  private wire(): AudioContext {
    const context = new AudioContext();
    const source = context.createMediaElementSource(this.video);
    const splitter = context.createChannelSplitter(CHANNELS);
    const merge = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
    source.connect(splitter);
    this.gains = Array.from({ length: CHANNELS }, (_, index) => {
      const gain = new GainNode(context, { gain: 0 });
      splitter.connect(gain, index);
      gain.connect(merge);
      return gain;
    });
    merge.connect(context.destination);
    return context;
  }

  private apply(): void {
    const now = this.context?.currentTime ?? 0;
    const open = weights(this.boxes.map((box) => box.checked));
    // One channel alone is heard as it is, whatever was switched off before.
    const wanted = new Map(this.channels.map((channel, place) => [channel.index, open[place] ?? 0]));
    if (this.channels.length === 0) wanted.set(0, 1);
    this.gains.forEach((gain, index) => {
      gain.gain.setTargetAtTime(wanted.get(index) ?? 0, now, FADE_S);
    });
  }
}
