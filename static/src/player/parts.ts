/** The parts of the player in the page, by `data-player`; one that is missing becomes a loose element. */
export class Parts {
  constructor(private readonly root: HTMLElement) {}

  get(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-player="${name}"]`) ?? document.createElement('span');
  }

  /** Copy what `<template data-player="NAME-template">` holds into the part `name`; its elements come alive here. */
  fill(name: string): void {
    const template = this.root.querySelector<HTMLTemplateElement>(`template[data-player="${name}-template"]`);
    if (template !== null) this.get(name).append(document.importNode(template.content, true));
  }
}
