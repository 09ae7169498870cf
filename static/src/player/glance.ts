/**
 * A hearing at a glance: how loud it is, drawn below the rail, and a small picture of the place under the pointer.
 * Both are decoration (aria-hidden): whoever cannot see them has the protocol and the slider.
 *
 * <div data-player="rail">… <img class="rail__tile" alt="" hidden></div>
 * <canvas class="wave" data-player="wave"></canvas>
 */
import { getJson, type Playback } from './api';

export interface Peaks {
  duration_ms: number;
  step_ms: number;
  peaks: number[];
}

export interface Tile {
  at_ms: number;
  tile: string;
}

const FULL = 127;
const BAR_PX = 2;
const GAP_PX = 1;

/** The loudest peak behind each of `count` bars of equal length, 0 to 1. */
export function bars(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to)) / FULL;
  });
}

/** The last tile at or before a moment, else none. */
export function tileAt(tiles: readonly Tile[], ms: number): Tile | undefined {
  return tiles.filter((tile) => tile.at_ms <= ms).at(-1);
}

export class Glance {
  private peaks: readonly number[] = [];
  private tiles: readonly Tile[] = [];
  private base = '';
  private readonly picture: HTMLImageElement | null;

  constructor(
    private readonly wave: HTMLElement,
    rail: HTMLElement,
    msAt: (event: MouseEvent) => number,
  ) {
    this.picture = rail.querySelector('img');
    this.picture?.addEventListener('error', () => {
      this.hide();
    });
    rail.addEventListener('pointermove', (event) => {
      const box = rail.getBoundingClientRect();
      this.show(tileAt(this.tiles, msAt(event)), event.clientX - box.left, box.width);
    });
    rail.addEventListener('pointerleave', () => {
      this.hide();
    });
    const draw = (): void => {
      this.draw();
    };
    new ResizeObserver(draw).observe(wave);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  }

  /** Forget the last generation and read what this one has. */
  async know({ peaks, storyboard }: Pick<Playback, 'peaks' | 'storyboard'>): Promise<void> {
    this.peaks = [];
    this.tiles = [];
    this.hide();
    this.base = storyboard?.replace(/[^/]*$/, '') ?? '';
    const [heard, seen] = await Promise.all([
      peaks === null ? null : getJson<Peaks>(peaks).catch(() => null),
      storyboard === null ? null : getJson<{ tiles: Tile[] }>(storyboard).catch(() => null),
    ]);
    this.peaks = heard?.peaks ?? [];
    this.tiles = seen?.tiles ?? [];
    this.wave.hidden = this.peaks.length === 0;
    this.draw();
  }

  private show(tile: Tile | undefined, left: number, width: number): void {
    if (this.picture === null) return;
    this.picture.hidden = tile === undefined;
    if (tile === undefined) return;
    const source = this.base + tile.tile;
    if (this.picture.getAttribute('src') !== source) this.picture.src = source;
    const half = this.picture.offsetWidth / 2;
    this.picture.style.left = `${Math.min(Math.max(left, half), Math.max(half, width - half))}px`;
  }

  private hide(): void {
    this.picture?.toggleAttribute('hidden', true);
  }

  private draw(): void {
    if (!(this.wave instanceof HTMLCanvasElement)) return;
    const box = this.wave.getBoundingClientRect();
    const context = this.wave.getContext('2d');
    if (context === null || box.width === 0) return;
    const scale = window.devicePixelRatio;
    this.wave.width = Math.round(box.width * scale);
    this.wave.height = Math.round(box.height * scale);
    context.scale(scale, scale);
    context.fillStyle = getComputedStyle(this.wave).color;
    bars(this.peaks, Math.floor(box.width / (BAR_PX + GAP_PX))).forEach((loud, bar) => {
      // The ear hears ratios: the root lifts quiet speech so that it is seen at all.
      const height = Math.max(Math.sqrt(loud) * box.height, loud > 0 ? 1 : 0);
      context.fillRect(bar * (BAR_PX + GAP_PX), (box.height - height) / 2, BAR_PX, height);
    });
  }
}
