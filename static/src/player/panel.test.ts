import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, settle, texts } from '../testing';
import { Panel } from './panel';
import { Parts } from './parts';

const write = vi.fn<(value: string) => Promise<void>>();
let panel: Panel;

beforeEach(() => {
  write.mockReset();
  vi.stubGlobal('navigator', { clipboard: { writeText: write } });
  page(`<section><b data-player="clock"></b><b data-player="offset"></b><b data-player="length"></b><p data-player="status"></p>
    <button data-player="copy-link"><span>Link</span></button><video></video>
    <select data-player="speed"><option value="1"></option><option value="2.5"></option></select></section>
    ${texts({ copied: 'Done', copy_failed: 'by hand', link_copied: 'at {clock}' })}`);
  panel = new Panel(new Parts(find('section')), find<HTMLVideoElement>('video'), (ms) => `clock ${ms}`);
});

test('Panel.at shows court time and media time', () => {
  panel.at(65_000);
  expect(find('[data-player=clock]').textContent).toBe('clock 65000');
  expect(find('[data-player=offset]').textContent).toBe('0:01:05.0');
});

test('Panel.length says how long it is altogether', () => {
  panel.length(688_900);
  expect(find('[data-player=length]').textContent).toBe('0:11:28');
});

test('Panel copies the link of the moment and says which', async () => {
  write.mockResolvedValue();
  panel.at(65_000);
  find('button').click();
  await settle();
  expect(write.mock.calls[0]?.[0]).toMatch(/\?t=65$/);
  expect(find('[data-player=status]').textContent).toBe('at clock 65000');
});

test('Panel without permission puts the moment into the address', async () => {
  write.mockRejectedValue(new DOMException('denied'));
  panel.at(65_000);
  find('button').click();
  await settle();
  expect(location.search).toBe('?t=65');
  expect(find('[data-player=status]').textContent).toBe('by hand');
});

test('Panel keeps the speed for the next loading too', () => {
  const speed = find<HTMLSelectElement>('select');
  speed.value = '2.5';
  speed.dispatchEvent(new Event('change'));
  const video = find<HTMLVideoElement>('video');
  expect([video.playbackRate, video.defaultPlaybackRate]).toEqual([2.5, 2.5]);
});
