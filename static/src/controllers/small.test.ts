import { expect, test, vi } from 'vitest';
import { find, page } from '../testing';
import { focusOnLoad } from './focus';
import { printButton } from './print';

test('focusOnLoad takes the focus', () => {
  page('<div tabindex="-1">errors</div>');
  focusOnLoad(find('div'));
  expect(document.activeElement).toBe(find('div'));
});

test('printButton on click prints', () => {
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
  page('<button>Print</button>');
  printButton(find('button'));
  find('button').click();
  expect(print).toHaveBeenCalledTimes(1);
});
