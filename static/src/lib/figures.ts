/** Sizes and spans in the language of the page, as the server's pages write them (1,024 bytes make a KB). */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1_024;

const language = (): string => (document.documentElement.lang === '' ? 'en' : document.documentElement.lang);

/** "1.8 GB" */
export function formatSize(bytes: number): string {
  let value = bytes;
  let place = 0;
  while (value >= STEP && place < UNITS.length - 1) {
    value /= STEP;
    place += 1;
  }
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: UNITS[place] ?? 'byte',
    maximumFractionDigits: place === 0 ? 0 : 1,
  }).format(value);
}

/** "2 min", "40 sec", "1 hr": rounded up, since a promise should not be broken. */
export function formatLeft(seconds: number): string {
  const [value, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 5_400
        ? [seconds / 60, 'minute']
        : [seconds / 3_600, 'hour'];
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit,
    maximumFractionDigits: unit === 'hour' ? 1 : 0,
    roundingMode: 'ceil',
  } as Intl.NumberFormatOptions).format(value);
}
