import { expect, test } from 'vitest';
import { patch } from './media_chrome';

class Base {
  readonly part = 'of the page';

  static getTemplateHTML(attributes: string): string {
    return `<style>a{}</style>${this.getSlotHTML()}${attributes}`;
  }
  static getSlotHTML(): string {
    return '<slot></slot>';
  }
}

class Button extends Base {
  static override getSlotHTML(): string {
    return '<style>b{}</style><b></b>';
  }
}

// That the real elements come alive under the policy is seen by the browser tests; jsdom cannot build them.
test('patch of a class puts the nonce into all its styles, inherited markup and given values included', () => {
  patch(Button, 'n0nce');
  expect(Button.getTemplateHTML('x')).toBe(
    '<style nonce="n0nce">a{}</style><style nonce="n0nce">b{}</style><b></b>x',
  );
});

test('patch of two classes with one parent adds the nonce once', () => {
  class Other extends Base {}
  patch(Button, 'n0nce');
  patch(Other, 'n0nce');
  expect(Other.getTemplateHTML('')).toBe('<style nonce="n0nce">a{}</style><slot></slot>');
});

test('patch of an element that was never defined does nothing', () => {
  expect(() => {
    patch(undefined, 'n0nce');
  }).not.toThrow();
});
