/**
 * The other cameras beside the main picture: small, muted, in step with it; one that is chosen changes places with it.
 *
 * <section data-player="cameras"> <button data-player="cameras-switch" aria-pressed> <ul data-player="camera-list">
 * <p role="status" data-player="cameras-status">
 * <template data-player="camera-template"><li><button><video></video><span class="camera__name"></span></button></li>
 */
import { recall, remember } from '../lib/storage';
import { text } from '../lib/texts';
import type { Camera, Playback } from './api';
import { Follower } from './follower';
import type { Parts } from './parts';

const CHOICE = 'courtrec-cameras';

interface Tile {
  camera: Camera;
  button: HTMLButtonElement;
  follower: Follower;
}

/** Whether several pictures may be loaded unasked: a wide window, and nobody who saves data. */
export function roomy(): boolean {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection;
  const saving = matchMedia('(prefers-reduced-data: reduce)').matches || connection?.saveData === true;
  return matchMedia('(min-width: 60rem)').matches && !saving;
}

export class Cameras {
  private playback: Playback | undefined;
  private shown: number | undefined;
  private tiles: Tile[] = [];
  private on: boolean;

  constructor(
    private readonly parts: Parts,
    private readonly video: HTMLVideoElement,
    private readonly moment: () => number,
    private readonly swapped: () => void,
  ) {
    this.on = roomy() && recall(CHOICE) !== 'off';
    parts.get('cameras-switch').addEventListener('click', () => {
      this.on = !this.on;
      remember(CHOICE, this.on ? 'on' : 'off');
      this.draw();
    });
  }

  /** Take over what the server offers; the camera that was chosen before stays the main one while it is there. */
  offer(playback: Playback): void {
    this.playback = playback;
    if (this.camera(this.shown) === undefined) this.shown = playback.camera ?? undefined;
    this.parts.get('cameras').hidden = playback.cameras.length < 2;
    this.draw();
  }

  /** What the main picture plays: the playlist with the sound, how long it is, and frames per second. */
  get main(): { playlist: string; durationMs: number; fps: number | null } | undefined {
    if (this.playback === undefined) return undefined;
    const { duration_ms: durationMs } = this.playback;
    const chosen = this.camera(this.shown);
    const fps = chosen?.fps ?? this.playback.tracks.find((track) => track.kind === 'video')?.fps ?? null;
    if (chosen === undefined || this.shown === this.playback.camera) {
      return { playlist: this.playback.playlist, durationMs, fps };
    }
    return { playlist: chosen.with_sound, durationMs, fps };
  }

  /** Nothing may play now. */
  stop(): void {
    for (const tile of this.tiles) tile.follower.stop();
  }

  private camera(number: number | undefined): Camera | undefined {
    return this.playback?.cameras.find((one) => one.number === number);
  }

  private draw(): void {
    const list = this.parts.get('camera-list');
    this.parts.get('cameras-switch').setAttribute('aria-pressed', String(this.on));
    list.hidden = !this.on;
    const others = this.on ? this.others() : [];
    for (const tile of this.tiles.splice(others.length)) {
      tile.follower.end();
      tile.button.closest('li')?.remove();
    }
    others.forEach((camera, place) => {
      this.show(this.tiles[place] ?? this.add(list, camera), camera);
    });
  }

  /** Where a camera stood it stays, so that nobody has to look for it after each change. */
  private others(): Camera[] {
    const wanted = (this.playback?.cameras ?? []).filter((one) => one.number !== this.shown);
    const before = this.tiles.map((tile) => tile.camera.number);
    const place = (camera: Camera): number => {
      const at = before.indexOf(camera.number);
      return at < 0 ? before.length : at;
    };
    return wanted.length === before.length ? wanted.sort((a, b) => place(a) - place(b)) : wanted;
  }

  private add(list: HTMLElement, camera: Camera): Tile {
    const template = this.parts.get('camera-template') as HTMLTemplateElement;
    const row = document.importNode(template.content, true);
    const button = row.querySelector('button');
    const video = row.querySelector('video');
    if (button === null || video === null) throw new Error('the page has no camera template');
    list.append(row);
    const tile = { camera, button, follower: new Follower(video, this.video, this.moment) };
    button.addEventListener('click', () => {
      this.swap(tile);
    });
    this.tiles.push(tile);
    return tile;
  }

  private show(tile: Tile, camera: Camera): void {
    tile.camera = camera;
    const name = tile.button.querySelector('.camera__name');
    if (name !== null) name.textContent = camera.label;
    tile.button.setAttribute('aria-label', text('show_camera', { name: camera.label }));
    tile.button.dataset['camera'] = String(camera.number);
    tile.follower.load(camera);
  }

  /** The tile takes the main camera's place in the list: the focus stays on its button. */
  private swap(tile: Tile): void {
    const before = this.camera(this.shown);
    const chosen = tile.camera;
    this.shown = chosen.number;
    this.swapped();
    if (before !== undefined) this.show(tile, before);
    this.parts.get('cameras-status').textContent = text('camera_shown', { name: chosen.label });
  }
}
