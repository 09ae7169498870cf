/** What the player says in words: over the picture at once, aloud only when it lasts (a live region must not chatter). */
const LASTS_MS = 800;

export class Status {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private said = '';

  constructor(
    private readonly live: HTMLElement,
    private readonly over: HTMLElement,
  ) {}

  /** Say `words` aloud after a moment, unless something newer is said before; '' is silence. */
  say(words: string): void {
    clearTimeout(this.timer);
    if (words === this.said) return;
    this.timer = setTimeout(() => {
      this.said = words;
      this.live.textContent = words;
    }, LASTS_MS);
  }

  /** Write over the picture; '' shows the picture. */
  cover(words: string): void {
    this.over.textContent = words;
  }

  /** Over the picture and aloud. */
  both(words: string): void {
    this.cover(words);
    this.say(words);
  }
}
