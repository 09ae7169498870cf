/**
 * The player of a hearing. `currentTime` of its one `<video>` is the time of the hearing in seconds.
 *
 * <section data-controller="player" data-playback-url data-timeline-url data-duration-ms data-started-at data-zone>
 *   parts by `data-player="…"`, see templates/playback/_player.html and _controls.html
 *   <template data-player="stage-template"><media-controller><video slot="media"></video></media-controller></template>
 *   <button data-act="previous-entry"> <button data-act="next-entry">
 */
import { tell } from '../lib/bus';
import { dictionary } from '../lib/texts';
import { prepare } from '../player/media_chrome';
import { Parts } from '../player/parts';
import { Player } from '../player/player';

export function player(element: HTMLElement): void {
  const parts = new Parts(element);
  prepare(dictionary('chrome'));
  parts.fill('stage');
  parts.fill('controls');
  const video = element.querySelector('video');
  if (video === null) return;
  for (const [act, by] of [
    ['previous-entry', -1],
    ['next-entry', 1],
  ] as const) {
    element.querySelector(`[data-act="${act}"]`)?.addEventListener('click', () => {
      tell('courtrec:step', { by });
    });
  }
  new Player(element, parts, video).start();
}
