/**
 * What the player and the protocol tell each other: requests go up, state comes down, both over the document.
 *
 * courtrec:seek  {ms, from}       somebody wants this moment
 * courtrec:time  {ms, playing}    the player is there (several times a second while playing)
 * courtrec:step  {by}             the previous (-1) or next (1) entry is wanted
 * courtrec:entries {offsets}      the protocol's entries have changed (ascending, milliseconds)
 */
export interface Messages {
  'courtrec:seek': { ms: number; from: 'entry' | 'rail' | 'key' | 'link' };
  'courtrec:time': { ms: number; playing: boolean };
  'courtrec:step': { by: -1 | 1 };
  'courtrec:entries': { offsets: number[] };
}

export function tell<Name extends keyof Messages>(name: Name, detail: Messages[Name]): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function hear<Name extends keyof Messages>(
  name: Name,
  listener: (detail: Messages[Name]) => void,
): void {
  document.addEventListener(name, (event) => {
    listener((event as CustomEvent<Messages[Name]>).detail);
  });
}
