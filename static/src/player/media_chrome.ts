/**
 * media-chrome under our content security policy and in our languages.
 *
 * Its elements write `<style>` into their shadow roots, which `style-src 'self' 'nonce-…'` refuses. Each class makes its
 * markup in a static `getTemplateHTML`; ours adds the page's nonce to it. So its elements may be created only after
 * `prepare()`: the page keeps them in `<template>`, where nothing is upgraded.
 */
import 'media-chrome/dist/media-controller.js';
import 'media-chrome/dist/media-fullscreen-button.js';
import 'media-chrome/dist/media-loading-indicator.js';
import 'media-chrome/dist/media-mute-button.js';
import 'media-chrome/dist/media-play-button.js';
import 'media-chrome/dist/media-time-range.js';
import 'media-chrome/dist/media-volume-range.js';
import { addTranslation, setLanguage } from 'media-chrome/dist/utils/i18n.js';

interface Templated {
  getTemplateHTML: (...given: unknown[]) => string;
}

const ELEMENTS = [
  'media-controller',
  'media-gesture-receiver',
  'media-fullscreen-button',
  'media-loading-indicator',
  'media-mute-button',
  'media-play-button',
  'media-time-range',
  'media-volume-range',
  'media-tooltip',
  'media-preview-thumbnail',
  'media-preview-time-display',
  'media-preview-chapter-display',
  'media-text-display',
];

const patched = new WeakSet();

/** Add the nonce to the styles of one class and of those that it inherits its markup from. */
export function patch(start: unknown, nonce: string): void {
  for (let one: unknown = start; typeof one === 'function'; one = Object.getPrototypeOf(one)) {
    if (patched.has(one) || !Object.hasOwn(one, 'getTemplateHTML')) continue;
    patched.add(one);
    const templated = one as unknown as Templated;
    const original = templated.getTemplateHTML;
    templated.getTemplateHTML = function withNonce(this: unknown, ...given: unknown[]): string {
      return original.apply(this, given).replaceAll('<style', `<style nonce="${nonce}"`);
    };
  }
}

/** Make media-chrome fit the page; call it before its first element is created. */
export function prepare(words: Record<string, string>): void {
  const nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
  for (const name of ELEMENTS) patch(customElements.get(name), nonce);
  const language = document.documentElement.lang;
  addTranslation(language, words);
  setLanguage(language);
}
