/** Local court time, as typed, to UTC. */

const MINUTE = 60_000;

/** What `zone` adds to UTC at the instant `utc` (milliseconds). */
function offsetAt(utc: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(utc);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return Math.round((local - utc) / MINUTE) * MINUTE;
}

/** RFC 3339 in UTC of `YYYY-MM-DDThh:mm[:ss]` in `zone`; '' when nothing was typed. */
export function toUtc(typed: string, zone: string): string {
  const asUtc = Date.parse(`${typed}Z`);
  if (Number.isNaN(asUtc)) return '';
  // Twice, since the first guess may lie on the other side of a change of the clocks.
  const guess = asUtc - offsetAt(asUtc, zone);
  return new Date(asUtc - offsetAt(guess, zone)).toISOString();
}
