/** Keeps the current entry in sight while the recording plays, until the reader scrolls away. */

// A scroll that we began ourselves reports for a while after; one by the reader comes outside that time.
const OWN_SCROLL_MS = 900;
const SETTLING_FRAMES = 4;
const ROUGHLY_PX = 40;

export class Follow {
  private on = true;
  private quietUntil = 0;
  private errand = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly button: HTMLElement | null,
    private readonly current: () => HTMLElement | undefined,
  ) {
    for (const name of ['wheel', 'touchmove']) {
      box.addEventListener(
        name,
        () => {
          this.errand += 1;
          this.leave();
        },
        { passive: true },
      );
    }
    box.addEventListener(
      'scroll',
      () => {
        this.scrolled();
      },
      { passive: true },
    );
    button?.addEventListener('click', () => {
      this.resume();
    });
  }

  /** The entry changed while playing. */
  to(row: HTMLElement): void {
    if (this.on && !this.reading() && this.pictureStays()) this.bring(row);
  }

  /** A moment was asked for elsewhere (a link, the strip): its row is shown whatever the reader did before. */
  asked(row: HTMLElement): void {
    if (this.pictureStays()) this.bring(row);
  }

  private bring(row: HTMLElement): void {
    this.quietUntil = performance.now() + OWN_SCROLL_MS;
    const near = Math.abs(this.distance(row)) < window.innerHeight;
    const calm = !near || matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.move(row, calm ? 'auto' : 'smooth');
    this.errand += 1;
    if (!near) this.settle(row, SETTLING_FRAMES, this.errand);
  }

  /**
   * Groups out of sight have a guessed height; what is reached through them is found only once they are laid out.
   * A later errand, or the reader's own wheel, ends this one.
   */
  private settle(row: HTMLElement, frames: number, errand: number): void {
    requestAnimationFrame(() => {
      if (errand !== this.errand) return;
      if (Math.abs(this.distance(row)) > ROUGHLY_PX) this.move(row, 'auto');
      if (frames > 1) this.settle(row, frames - 1, errand);
    });
  }

  /** How far `row` is from where it is read best: a third down its box, or below the picture that stays. */
  private distance(row: HTMLElement): number {
    const top = row.getBoundingClientRect().top;
    if (!this.ownScroll()) return top - (Number.parseFloat(getComputedStyle(row).scrollMarginTop) || 0);
    return top - this.box.getBoundingClientRect().top - this.box.clientHeight / 3;
  }

  private move(row: HTMLElement, behavior: ScrollBehavior): void {
    if (this.ownScroll()) this.box.scrollBy({ top: this.distance(row), behavior });
    else row.scrollIntoView({ block: 'start', behavior });
  }

  private resume(): void {
    this.on = true;
    if (this.button !== null) this.button.hidden = true;
    const row = this.current();
    if (row !== undefined) this.bring(row);
  }

  private scrolled(): void {
    if (performance.now() > this.quietUntil) this.leave();
  }

  private leave(): void {
    if (!this.on || this.current() === undefined) return;
    this.on = false;
    if (this.button !== null) this.button.hidden = false;
  }

  /** Where page and list scroll together, and the picture with them, following would take it out of sight. */
  private pictureStays(): boolean {
    const picture = document.querySelector('[data-player="box"]');
    return picture === null || this.ownScroll() || getComputedStyle(picture).position === 'sticky';
  }

  /** A reader who moves through the rows by keyboard is not pulled away either. */
  private reading(): boolean {
    return this.box.contains(document.activeElement);
  }

  /** Beside the player the list scrolls in its own box; on narrow screens the page does. */
  private ownScroll(): boolean {
    return this.box.scrollHeight > this.box.clientHeight + 1;
  }
}
