import { expect, test, vi } from 'vitest';
import { find, page } from '../testing';
import type { Track } from './api';
import { SoundChoice } from './sound';

function track(key: string, kind: Track['kind'] = 'audio'): Track {
  return { key, kind, label: key.toUpperCase(), channels: [], fps: null };
}

function choice(): { sound: SoundChoice; chosen: ReturnType<typeof vi.fn>; select: HTMLSelectElement } {
  page('<label hidden><select data-player="sound"></select></label>');
  const select = find<HTMLSelectElement>('select');
  const chosen = vi.fn();
  return { sound: new SoundChoice(select, chosen), chosen, select };
}

test('one track of sound is nothing to choose', () => {
  const { sound, chosen } = choice();
  sound.offer([track('v0', 'video'), track('a0')]);
  expect(find('label').hidden).toBe(true);
  expect(chosen.mock.calls.map(([place]) => place as number)).toEqual([0]);
});

test('several are offered by name, and the chosen one is told by its place', () => {
  const { sound, chosen, select } = choice();
  sound.offer([track('v0', 'video'), track('a0'), track('a1'), track('m0')]);
  expect(find('label').hidden).toBe(false);
  expect([...select.options].map((option) => option.text)).toEqual(['A0', 'A1', 'M0']);
  select.value = 'm0';
  select.dispatchEvent(new Event('change'));
  expect(chosen).toHaveBeenLastCalledWith(2, expect.objectContaining({ key: 'm0' }));
});

test('a choice outlives a new offer that still has it', () => {
  const { sound, chosen, select } = choice();
  sound.offer([track('a0'), track('m0')]);
  select.value = 'm0';
  sound.offer([track('a0'), track('a1'), track('m0')]);
  expect(chosen).toHaveBeenLastCalledWith(2, expect.objectContaining({ key: 'm0' }));
  sound.offer([track('a0'), track('a1')]);
  expect(chosen).toHaveBeenLastCalledWith(0, expect.objectContaining({ key: 'a0' }));
});
