/** The strip below the picture: a tick per entry, gaps hatched; a click goes there. Keyboards have the slider. */
import { tell } from '../lib/bus';
import type { Band, Gap } from './api';

const HATCH_PX = 6;
const TICK_PX = 1;
const BAND_PX = 3;

export class Rail {
  private readonly canvas: HTMLCanvasElement | null;
  private readonly head: HTMLElement | null;
  private readonly tip: HTMLElement | null;
  private offsets: readonly number[] = [];
  private gaps: readonly Gap[] = [];
  private bands: readonly Band[] = [];

  constructor(
    private readonly element: HTMLElement,
    private durationMs: number,
    private readonly clock: (ms: number) => string,
  ) {
    this.canvas = element.querySelector('canvas');
    this.head = element.querySelector('.rail__head');
    this.tip = element.querySelector('.rail__tip');
    element.addEventListener('click', (event) => {
      tell('courtrec:seek', { ms: this.msAt(event), from: 'rail' });
    });
    element.addEventListener('pointermove', (event) => {
      this.hint(event);
    });
    element.addEventListener('pointerleave', () => {
      this.tip?.toggleAttribute('hidden', true);
    });
    new ResizeObserver(() => {
      this.draw();
    }).observe(element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.draw();
    });
    new MutationObserver(() => {
      this.draw();
    }).observe(document.documentElement, {
      attributeFilter: ['data-theme'],
    });
  }

  show(part: {
    durationMs?: number;
    offsets?: readonly number[];
    gaps?: readonly Gap[];
    bands?: readonly Band[];
  }): void {
    this.durationMs = part.durationMs ?? this.durationMs;
    this.offsets = part.offsets ?? this.offsets;
    this.gaps = part.gaps ?? this.gaps;
    this.bands = part.bands ?? this.bands;
    this.draw();
  }

  moveTo(ms: number): void {
    if (this.head !== null) this.head.style.left = `${this.share(ms) * 100}%`;
  }

  private share(ms: number): number {
    return this.durationMs > 0 ? Math.min(1, Math.max(0, ms / this.durationMs)) : 0;
  }

  /** The moment under the pointer. */
  msAt(event: MouseEvent): number {
    const box = this.element.getBoundingClientRect();
    const share = box.width > 0 ? (event.clientX - box.left) / box.width : 0;
    return Math.round(Math.min(1, Math.max(0, share)) * this.durationMs);
  }

  private hint(event: PointerEvent): void {
    if (this.tip === null) return;
    const ms = this.msAt(event);
    this.tip.textContent = this.clock(ms);
    this.tip.style.left = `${this.share(ms) * 100}%`;
    this.tip.hidden = false;
  }

  private draw(): void {
    const box = this.element.getBoundingClientRect();
    const context = this.canvas?.getContext('2d');
    if (!this.canvas || !context || box.width === 0) return;
    const scale = window.devicePixelRatio;
    this.canvas.width = Math.round(box.width * scale);
    this.canvas.height = Math.round(box.height * scale);
    context.scale(scale, scale);
    const style = getComputedStyle(this.element);
    this.drawBands(context, box, style.getPropertyValue('--attention'));
    this.drawGaps(context, box, style.getPropertyValue('--line-control'));
    context.fillStyle = style.getPropertyValue('--ink-soft');
    for (const ms of this.offsets) {
      context.fillRect(this.share(ms) * box.width, box.height * 0.3, TICK_PX, box.height * 0.4);
    }
  }

  /** Restricted parts: filled where they do not play, a line along the bottom where they do. */
  private drawBands(context: CanvasRenderingContext2D, box: DOMRect, colour: string): void {
    context.fillStyle = colour;
    for (const band of this.bands) {
      const from = this.share(band.start_ms) * box.width;
      const width = Math.max(this.share(band.end_ms) * box.width - from, 2);
      const height = band.plays ? BAND_PX : box.height;
      context.fillRect(from, box.height - height, width, height);
    }
  }

  private drawGaps(context: CanvasRenderingContext2D, box: DOMRect, colour: string): void {
    context.strokeStyle = colour;
    for (const gap of this.gaps) {
      const from = this.share(gap.start_ms) * box.width;
      const to = Math.max(this.share(gap.end_ms) * box.width, from + 2);
      context.save();
      context.beginPath();
      context.rect(from, 0, to - from, box.height);
      context.clip();
      context.beginPath();
      for (let x = from - box.height; x < to; x += HATCH_PX) {
        context.moveTo(x, box.height);
        context.lineTo(x + box.height, 0);
      }
      context.stroke();
      context.restore();
    }
  }
}
