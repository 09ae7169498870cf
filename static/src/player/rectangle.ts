/** Rectangles of a picture in per cent, as they are drawn with a pointer or written into fields. */

/** A place in the picture: shares of its width and height, 0 to 1. */
export interface Place {
  x: number;
  y: number;
}

/** Per cent of the picture's width and height. */
export interface Sides {
  left: number;
  top: number;
  width: number;
  height: number;
}

const PER_CENT = 100;
// Per cent have one decimal, as the server keeps thousandths.
const STEP = 10;
// A click is no rectangle.
const LEAST = 1;

const inside = (share: number): number => Math.min(1, Math.max(0, share));

/** The rectangle between two places, rounded outward: it never covers less than was drawn. */
export function between(one: Place, other: Place): Sides | undefined {
  const span = (a: number, b: number): [number, number] => [
    Math.floor(inside(Math.min(a, b)) * PER_CENT * STEP) / STEP,
    Math.ceil(inside(Math.max(a, b)) * PER_CENT * STEP) / STEP,
  ];
  const [left, right] = span(one.x, other.x);
  const [top, bottom] = span(one.y, other.y);
  const sides = { left, top, width: tenths(right - left), height: tenths(bottom - top) };
  return sides.width < LEAST || sides.height < LEAST ? undefined : sides;
}

/** What fields hold, when they hold a rectangle. */
export function written(values: Record<keyof Sides, string>): Sides | undefined {
  const number = (text: string): number => (text.trim() === '' ? NaN : Number(text.replace(',', '.')));
  const sides = {
    left: number(values.left),
    top: number(values.top),
    width: number(values.width),
    height: number(values.height),
  };
  return Object.values(sides).some(Number.isNaN) ? undefined : sides;
}

const tenths = (value: number): number => Math.round(value * STEP) / STEP;
