/**
 * The place where the form of an entry opens on the hearing page; focus goes in when it opens and back when it closes.
 *
 * <div id="editor" data-controller="editor"></div>, filled by htmx; `[data-editor-cancel]` inside closes it.
 */
import { text } from '../lib/texts';

class Editor {
  private opener: HTMLElement | null = null;

  constructor(private readonly element: HTMLElement) {
    document.addEventListener('htmx:beforeRequest', (event) => {
      this.remember(event);
    });
    document.addEventListener('htmx:afterSwap', (event) => {
      if (event.target === this.element) this.settle();
    });
    for (const name of ['htmx:responseError', 'htmx:sendError']) {
      document.addEventListener(name, () => {
        this.say(text('request_failed'));
      });
    }
    element.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('[data-editor-cancel]')) this.close(event);
    });
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close(event);
    });
  }

  private remember(event: Event): void {
    const from = event.target;
    if (from instanceof HTMLElement && !this.element.contains(from)) this.opener = from;
  }

  private settle(): void {
    const form = this.element.querySelector('form');
    if (form === null) this.giveFocusBack();
    else if (this.element.querySelector('[data-controller="focus"]') === null) {
      firstEmpty(form)?.focus();
    }
  }

  private close(event: Event): void {
    event.preventDefault();
    this.element.replaceChildren();
    this.giveFocusBack();
  }

  private giveFocusBack(): void {
    if (this.opener?.isConnected === true) this.opener.focus();
  }

  private say(words: string): void {
    const status = document.getElementById('entry-status');
    if (status !== null) status.textContent = words;
  }
}

/** Where writing begins: the first field that still wants words, else the text. */
function firstEmpty(form: HTMLFormElement): HTMLElement | null {
  const fields = [
    ...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input:not([type=hidden]), textarea'),
  ];
  return fields.find((field) => field.value === '') ?? form.querySelector('textarea');
}

export function editor(element: HTMLElement): void {
  new Editor(element);
}
