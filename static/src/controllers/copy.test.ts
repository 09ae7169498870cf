import { beforeEach, expect, test, vi } from 'vitest';
import { find, page, settle, texts } from '../testing';
import { copyButton, SAID_FOR_MS } from './copy';

const write = vi.fn<(value: string) => Promise<void>>();

beforeEach(() => {
  vi.useFakeTimers();
  write.mockReset();
  vi.stubGlobal('navigator', { clipboard: { writeText: write } });
  page('<button data-value="abc"><span>Copy</span></button>' + texts({ copied: 'Done', copy_failed: 'No' }));
  copyButton(find('button'));
});

test('copyButton on click copies, says so, and goes back', async () => {
  write.mockResolvedValue();
  find('button').click();
  await settle();
  expect(write).toHaveBeenCalledWith('abc');
  expect(find('span').textContent).toBe('Done');
  vi.advanceTimersByTime(SAID_FOR_MS);
  expect(find('span').textContent).toBe('Copy');
});

test('copyButton without permission says what to do', async () => {
  write.mockRejectedValue(new DOMException('denied'));
  find('button').click();
  await settle();
  expect(find('span').textContent).toBe('No');
});
