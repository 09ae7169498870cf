import { beforeEach, expect, test, vi } from 'vitest';
import { bind, register } from './binder';

beforeEach(() => {
  document.body.replaceChildren();
});

function element(name: string): HTMLElement {
  const made = document.createElement('div');
  made.dataset['controller'] = name;
  document.body.append(made);
  return made;
}

test('register with elements in the page attaches each of them', () => {
  const made = element('one');
  const controller = vi.fn();
  register({ one: controller });
  expect(controller.mock.calls).toEqual([[made]]);
});

test('bind called twice attaches once', () => {
  const controller = vi.fn();
  register({ two: controller });
  element('two');
  bind(document);
  bind(document);
  expect(controller).toHaveBeenCalledTimes(1);
});

test('bind with several names attaches each, also those that are registered later', () => {
  const early = vi.fn();
  const late = vi.fn();
  element('early late');
  register({ early });
  register({ late });
  expect(early).toHaveBeenCalledTimes(1);
  expect(late).toHaveBeenCalledTimes(1);
});

test('bind of an element itself attaches it', () => {
  const controller = vi.fn();
  register({ self: controller });
  const loose = document.createElement('p');
  loose.dataset['controller'] = 'self';
  bind(loose);
  expect(controller).toHaveBeenCalledWith(loose);
});
