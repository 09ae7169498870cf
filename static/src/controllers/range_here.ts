/**
 * Marks a part of the recording at the moments where the player is; the form carries them to the page of the restriction.
 *
 * <form data-controller="range-here" data-started-at="…" data-zone="…"> <input type="hidden" name="from_ms"> …
 * <button type="button" data-sets="from_ms">From here <span data-shows="from_ms"></span></button> …
 * <span role="status" data-status></span></form>
 */
import { hear } from '../lib/bus';
import { courtClock } from '../lib/time';

export function rangeHere(form: HTMLElement): void {
  const clock = courtClock(form.dataset['startedAt'] ?? '', form.dataset['zone'] ?? '');
  const status = form.querySelector('[data-status]');
  let at = 0;
  hear('courtrec:time', ({ ms }) => {
    at = Math.max(0, Math.round(ms));
  });
  const field = (name: string): HTMLInputElement | null => form.querySelector(`input[name=${name}]`);
  const set = (name: string, ms: number | undefined): void => {
    const input = field(name);
    const shown = form.querySelector(`[data-shows=${name}]`);
    if (input !== null) input.value = ms === undefined ? '' : String(ms);
    if (shown !== null) shown.textContent = ms === undefined ? '' : clock(ms);
  };
  for (const button of form.querySelectorAll<HTMLElement>('[data-sets]')) {
    button.addEventListener('click', () => {
      set(button.dataset['sets'] ?? '', at);
      // An end before its beginning is none.
      const from = Number(field('from_ms')?.value ?? 0);
      const to = field('to_ms')?.value ?? '';
      if (to !== '' && Number(to) <= from) set('to_ms', undefined);
      if (status !== null) status.textContent = button.textContent.trim().replace(/\s+/g, ' ');
    });
  }
}

/** "Close now": the form carries the moment at which the player is; empty before there is any. */
export function momentHere(form: HTMLElement): void {
  const input = form.querySelector<HTMLInputElement>('input[name=at_ms]');
  hear('courtrec:time', ({ ms }) => {
    if (input !== null) input.value = String(Math.max(0, Math.floor(ms)));
  });
}
