import { expect, test } from 'vitest';
import { page, texts } from '../testing';
import { dictionary, text } from './texts';

test('text with places fills them', () => {
  page(texts({ gap: 'from {from} to {to}' }));
  expect(text('gap', { from: '10:00', to: 5 })).toBe('from 10:00 to 5');
});

test('text with a place that nobody fills keeps it visible', () => {
  page(texts({ gap: 'from {from}' }));
  expect(text('gap')).toBe('from {from}');
});

test('text unknown to the page gives its key', () => {
  page('');
  expect(text('nothing')).toBe('nothing');
});

test('several blocks are merged', () => {
  page(texts({ one: 'eins' }) + texts({ two: 'zwei' }));
  expect(text('one') + text('two')).toBe('einszwei');
});

test('dictionary of a missing key is empty', () => {
  page(texts({ chrome: { Play: 'Ойнату' } }));
  expect(dictionary('chrome')).toEqual({ Play: 'Ойнату' });
  expect(dictionary('other')).toEqual({});
});
