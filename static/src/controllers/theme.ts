/**
 * Light, dark, or as the device says; remembered in this browser.
 *
 * <fieldset data-controller="theme"><input type="radio" name="theme" value="system|light|dark">…</fieldset>
 */
import { recall, remember } from '../lib/storage';

export const THEME_KEY = 'courtrec.theme';

function apply(choice: string): void {
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset['theme'] = choice;
  else delete document.documentElement.dataset['theme'];
}

export function theme(element: HTMLElement): void {
  const kept = recall(THEME_KEY) ?? 'system';
  for (const radio of element.querySelectorAll<HTMLInputElement>('input[type=radio]')) {
    radio.checked = radio.value === kept;
    radio.addEventListener('change', () => {
      remember(THEME_KEY, radio.value);
      apply(radio.value);
    });
  }
}
