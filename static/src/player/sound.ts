/**
 * Which track of sound is heard: the microphones, four to a track, or all together levelled.
 *
 *     <label hidden>Sound <select data-player="sound"></select></label>
 *
 * Shown only where there is something to choose. A choice is kept while its track is there.
 */
import type { Track } from './api';

export class SoundChoice {
  private tracks: Track[] = [];

  constructor(
    private readonly select: HTMLElement,
    private readonly chosen: (place: number, track: Track) => void,
  ) {
    select.addEventListener('change', () => {
      this.choose();
    });
  }

  /** Offer the tracks of sound among these, and choose the one that was chosen before, else the first. */
  offer(tracks: readonly Track[]): void {
    const before = this.value();
    this.tracks = tracks.filter((track) => track.kind === 'audio');
    const options = this.tracks.map(
      (track) => new Option(track.label, track.key, false, track.key === before),
    );
    this.select.replaceChildren(...options);
    const label = this.select.closest('label');
    if (label !== null) label.hidden = this.tracks.length < 2;
    this.choose();
  }

  private value(): string {
    return this.select instanceof HTMLSelectElement ? this.select.value : '';
  }

  private choose(): void {
    const wanted = this.tracks.findIndex((track) => track.key === this.value());
    const place = Math.max(0, wanted);
    const track = this.tracks[place];
    if (track !== undefined) this.chosen(place, track);
  }
}
