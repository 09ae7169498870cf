import { afterEach, expect, test, vi } from 'vitest';
import { recall, remember } from './storage';

afterEach(() => {
  vi.restoreAllMocks();
});

test('remember then recall gives the value', () => {
  remember('key', 'value');
  expect(recall('key')).toBe('value');
});

test('recall with storage forbidden gives null', () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('denied');
  });
  expect(recall('key')).toBeNull();
});

test('remember with storage forbidden does not throw', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full');
  });
  expect(() => {
    remember('key', 'value');
  }).not.toThrow();
});
