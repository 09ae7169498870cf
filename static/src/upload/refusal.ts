/** What a failed request means for the one who uploads. */
import { text } from '../lib/texts';

export type Verdict =
  /** Try again by itself after a while; `words` takes `{seconds}`. */
  | { kind: 'again'; words: 'retry' | 'busy' | 'full' }
  /** Nothing will change by itself. */
  | { kind: 'over'; words: string };

interface ProblemDocument {
  title?: unknown;
  detail?: unknown;
}

/** The sentence of a problem document (RFC 9457), '' when `body` is none. */
export function problemWords(body: string): string {
  try {
    const { title, detail } = JSON.parse(body) as ProblemDocument;
    return [title, detail].filter((part) => typeof part === 'string' && part !== '').join(' ');
  } catch {
    return '';
  }
}

/** Judge a status (0: no answer came) and the body that came with it. */
export function judge(status: number, body: string): Verdict {
  if (status === 507) return { kind: 'again', words: 'full' };
  if (status === 423) return { kind: 'again', words: 'busy' };
  // 409 (another offset): the next try asks the server for the right one first.
  if (status === 0 || status === 409 || status === 429 || status >= 500)
    return { kind: 'again', words: 'retry' };
  const ours = text(`refused_${status}`);
  const fallback = ours === `refused_${status}` ? text('refused') : ours;
  const theirs = problemWords(body);
  return { kind: 'over', words: theirs === '' ? fallback : theirs };
}

/** Seconds to wait before try number `attempt` (from 0). */
export function pauseBefore(attempt: number): number {
  return Math.min(2 ** attempt, 30);
}
