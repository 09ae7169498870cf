import { expect, test } from 'vitest';
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
