/**
 * "Entry at this moment": the link and the htmx request carry the moment at which the player is.
 *
 * <a href="/hearings/ID/entries/new/" hx-get="…" hx-target="#editor" data-controller="entry-here">
 */
import { hear } from '../lib/bus';

interface ConfigRequest {
  parameters: Record<string, unknown>;
}

export function entryHere(element: HTMLElement): void {
  const link = element as HTMLAnchorElement;
  const base = link.getAttribute('href') ?? '';
  let at = 0;
  hear('courtrec:time', ({ ms }) => {
    at = Math.round(ms);
  });
  // Set late, so that opening it in a new tab gives the same moment as a click here.
  const aim = (): void => {
    link.setAttribute('href', `${base}?at_ms=${at}`);
  };
  link.addEventListener('pointerdown', aim);
  link.addEventListener('focus', aim);
  link.addEventListener('keydown', aim);
  link.addEventListener('htmx:configRequest', (event) => {
    (event as CustomEvent<ConfigRequest>).detail.parameters['at_ms'] = at;
  });
}
