/** Media time and court time in words. Media time is integer milliseconds from the start of the hearing. */

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1_000;

/** `h:mm:ss.t`, tenths cut as in the pages of the server. */
export function formatOffset(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = two(Math.floor((whole % HOUR) / MINUTE));
  const seconds = two(Math.floor((whole % MINUTE) / SECOND));
  return `${Math.floor(whole / HOUR)}:${minutes}:${seconds}.${Math.floor((whole % SECOND) / 100)}`;
}

/** A function that gives the time of day `hh:mm:ss` in `zone` at a media time. */
export function courtClock(startedAt: string, zone: string): (ms: number) => string {
  const start = Date.parse(startedAt);
  if (Number.isNaN(start)) return () => '–';
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: zone === '' ? 'UTC' : zone,
  });
  return (ms) => format.format(start + ms);
}
