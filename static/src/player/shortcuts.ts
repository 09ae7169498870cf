/**
 * Keys of the player. They act while the focus is in the player, elsewhere only when the reader switched that on
 * (WCAG 2.1.4), never while something is typed, and never instead of what the focused control does itself.
 */
import { recall, remember } from '../lib/storage';

export type Action =
  | { do: 'toggle' }
  | { do: 'mute' }
  | { do: 'fullscreen' }
  | { do: 'help' }
  | { do: 'skip'; seconds: number }
  | { do: 'frame'; by: -1 | 1 }
  | { do: 'entry'; by: -1 | 1 };

export const EVERYWHERE_KEY = 'courtrec.shortcuts';
const TYPING = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';
const CONTROL =
  'a, button, input, summary, media-play-button, media-mute-button, media-fullscreen-button, [data-entry]';
const SHORT_S = 5;
const LONG_S = 30;

const LETTERS: Record<string, Action> = {
  ',': { do: 'frame', by: -1 },
  '.': { do: 'frame', by: 1 },
  '[': { do: 'entry', by: -1 },
  ']': { do: 'entry', by: 1 },
  '?': { do: 'help' },
};

// By place on the keyboard, so that they work on a Cyrillic layout too.
const PLACES: Record<string, Action> = {
  KeyM: { do: 'mute' },
  KeyF: { do: 'fullscreen' },
  Comma: { do: 'frame', by: -1 },
  Period: { do: 'frame', by: 1 },
  BracketLeft: { do: 'entry', by: -1 },
  BracketRight: { do: 'entry', by: 1 },
};

function arrowOrSpace(event: KeyboardEvent): Action | undefined {
  if (event.key === ' ') return { do: 'toggle' };
  const seconds = event.shiftKey ? LONG_S : SHORT_S;
  if (event.key === 'ArrowLeft') return { do: 'skip', seconds: -seconds };
  if (event.key === 'ArrowRight') return { do: 'skip', seconds };
  return undefined;
}

/** Whether the focused control needs this movement key itself: buttons the space bar, the volume its arrows. */
function keptByControl(movement: Action, target: Element): boolean {
  if (target.closest('media-volume-range') !== null) return true;
  return movement.do === 'toggle' && target.closest(CONTROL) !== null;
}

/** What a key press on `target` asks for; undefined where it belongs to the page or to the focused control. */
export function actionOf(event: KeyboardEvent, target: Element): Action | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches(TYPING)) return undefined;
  const movement = arrowOrSpace(event);
  if (movement !== undefined) return keptByControl(movement, target) ? undefined : movement;
  return LETTERS[event.key] ?? (event.shiftKey ? undefined : PLACES[event.code]);
}

/** Call `act` for each key that counts. */
export function listenToKeys(player: HTMLElement, act: (action: Action) => void): void {
  const everywhere = document.querySelector<HTMLInputElement>('[data-shortcuts-everywhere]');
  if (everywhere !== null) {
    everywhere.checked = recall(EVERYWHERE_KEY) === 'on';
    everywhere.addEventListener('change', () => {
      remember(EVERYWHERE_KEY, everywhere.checked ? 'on' : 'off');
    });
  }
  // Capturing: the time slider of media-chrome would otherwise take the arrows for steps of one hundredth.
  document.addEventListener(
    'keydown',
    (event) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('dialog') !== null) return;
      if (!player.contains(target) && everywhere?.checked !== true) return;
      const action = actionOf(event, target);
      if (action === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      act(action);
    },
    { capture: true },
  );
}
