import { expect, test, vi } from 'vitest';
import { csrfToken } from './cookies';

test('csrfToken among other cookies is found', () => {
  document.cookie = 'language=kk';
  document.cookie = 'csrftoken=abc123';
  expect(csrfToken()).toBe('abc123');
});

test('csrfToken without the cookie is empty', () => {
  document.cookie = 'csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT';
  document.cookie = 'xcsrftoken=other';
  expect(csrfToken()).toBe('');
});

test('csrfToken of the host wins over one that a neighbour may have set', () => {
  const cookie = vi.spyOn(document, 'cookie', 'get');
  cookie.mockReturnValue('csrftoken=neighbour; __Host-csrftoken=own; __Host-language=kk');
  expect(csrfToken()).toBe('own');
  cookie.mockRestore();
});
