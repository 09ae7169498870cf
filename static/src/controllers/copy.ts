/**
 * Copies a value and says so in the button for a moment.
 *
 * <button type="button" data-controller="copy" data-value="…"><span>Copy</span></button>
 */
import { text } from '../lib/texts';

export const SAID_FOR_MS = 2_000;

export function copyButton(element: HTMLElement): void {
  const label = element.querySelector('span') ?? element;
  const words = label.textContent;
  element.addEventListener('click', () => {
    void navigator.clipboard.writeText(element.dataset['value'] ?? '').then(
      () => {
        label.textContent = text('copied');
        setTimeout(() => {
          label.textContent = words;
        }, SAID_FOR_MS);
      },
      () => {
        label.textContent = text('copy_failed');
      },
    );
  });
}
