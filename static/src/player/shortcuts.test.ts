import { beforeEach, expect, test, vi } from 'vitest';
import { find, page } from '../testing';
import { type Action, actionOf, EVERYWHERE_KEY, listenToKeys } from './shortcuts';

const MARKUP = `
  <section><div id="stage" tabindex="0"></div><button>b</button><media-volume-range></media-volume-range>
    <media-time-range></media-time-range><input type="text"><select></select></section>
  <table><tr data-entry="e" tabindex="0"></tr></table>
  <dialog open><label><input type="checkbox" data-shortcuts-everywhere></label></dialog>`;

const press = (init: KeyboardEventInit): KeyboardEvent =>
  new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });

beforeEach(() => {
  localStorage.clear();
  page(MARKUP);
});

test.each<[KeyboardEventInit, string, Action | undefined]>([
  [{ key: ' ' }, '#stage', { do: 'toggle' }],
  [{ key: ' ' }, 'button', undefined], // the button's own key
  [{ key: 'ArrowRight' }, '#stage', { do: 'skip', seconds: 5 }],
  [{ key: 'ArrowLeft', shiftKey: true }, '#stage', { do: 'skip', seconds: -30 }],
  [{ key: 'ArrowRight' }, 'media-time-range', { do: 'skip', seconds: 5 }],
  [{ key: 'ArrowRight' }, 'media-volume-range', undefined], // its own arrows
  [{ key: 'ArrowRight' }, 'select', undefined],
  [{ key: 'm', code: 'KeyM' }, 'input', undefined], // typing
  [{ key: 'm', code: 'KeyM' }, 'button', { do: 'mute' }],
  [{ key: 'ь', code: 'KeyM' }, '#stage', { do: 'mute' }], // a Russian layout
  [{ key: 'х', code: 'BracketLeft' }, '#stage', { do: 'entry', by: -1 }],
  [{ key: 'f', code: 'KeyF', ctrlKey: true }, '#stage', undefined], // the browser's own
  [{ key: '?', shiftKey: true }, '#stage', { do: 'help' }],
  [{ key: 'M', code: 'KeyM', shiftKey: true }, '#stage', undefined],
  [{ key: '.', code: 'Period' }, '#stage', { do: 'frame', by: 1 }],
])('actionOf %j on %s is %j', (init, selector, action) => {
  expect(actionOf(press(init), find(selector))).toEqual(action);
});

test('keys outside of the player count only when switched on', () => {
  const act = vi.fn();
  listenToKeys(find('section'), act);
  find('tr').dispatchEvent(press({ key: 'm', code: 'KeyM' }));
  expect(act).not.toHaveBeenCalled();
  const box = find<HTMLInputElement>('[data-shortcuts-everywhere]');
  box.checked = true;
  box.dispatchEvent(new Event('change'));
  find('tr').dispatchEvent(press({ key: 'm', code: 'KeyM' }));
  expect(act).toHaveBeenCalledWith({ do: 'mute' });
  expect(localStorage.getItem(EVERYWHERE_KEY)).toBe('on');
});

test('keys in a dialog stay there', () => {
  const act = vi.fn();
  listenToKeys(find('section'), act);
  find('dialog').dispatchEvent(press({ key: '?' }));
  expect(act).not.toHaveBeenCalled();
});
