/** The figures and small buttons around the picture: time, speed, link, help. */
import { text } from '../lib/texts';
import { formatOffset } from '../lib/time';
import type { Parts } from './parts';
import { linkTo } from './place';

const COPIED_FOR_MS = 2_500;

export class Panel {
  private ms = 0;

  constructor(
    private readonly parts: Parts,
    private readonly video: HTMLVideoElement,
    private readonly clock: (ms: number) => string,
  ) {
    parts.get('copy-link').addEventListener('click', () => {
      void this.copyLink();
    });
    parts.get('help').addEventListener('click', () => {
      this.help();
    });
    const speed = parts.get('speed');
    if (speed instanceof HTMLSelectElement) {
      speed.addEventListener('change', () => {
        this.setSpeed(Number(speed.value));
      });
    }
  }

  at(ms: number): void {
    this.ms = ms;
    this.parts.get('clock').textContent = this.clock(ms);
    this.parts.get('offset').textContent = formatOffset(ms);
  }

  /** How long it is altogether, to the second: the page may not have known while the session is not marked. */
  length(ms: number): void {
    this.parts.get('length').textContent = formatOffset(ms).slice(0, -2);
  }

  help(): void {
    document.querySelector<HTMLDialogElement>('#player-help')?.showModal();
  }

  toggleFullscreen(): void {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void this.parts.get('box').requestFullscreen();
  }

  private setSpeed(speed: number): void {
    // The default too, since a new generation loads the element again and loading resets the speed.
    this.video.defaultPlaybackRate = speed;
    this.video.playbackRate = speed;
  }

  private async copyLink(): Promise<void> {
    const label = this.parts.get('copy-link').querySelector('span');
    const link = linkTo(this.ms, location);
    let words = text('link_copied', { clock: this.clock(this.ms) });
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // Without the permission the address itself carries the moment, and can be copied by hand.
      history.replaceState(null, '', link);
      words = text('copy_failed');
    }
    this.parts.get('status').textContent = words;
    const before = label?.dataset['words'] ?? label?.textContent ?? '';
    if (label === null) return;
    label.dataset['words'] = before;
    label.textContent = text('copied');
    setTimeout(() => {
      label.textContent = before;
    }, COPIED_FOR_MS);
  }
}
