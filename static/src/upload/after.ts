/** What becomes of a file after its last byte: asked of the server until the work on it has ended. */
import { text } from '../lib/texts';
import type { RowState } from './row';

interface UploadStatus {
  state: string;
  job_state: string | null;
  words: string;
  measured?: string;
  findings?: string[];
}

const ASK_MS = 1_000;
const SLOW_ASK_MS = 5_000;
const QUICK_ASKS = 60;

type Show = (state: RowState, words: string) => void;
interface Outcome {
  state: RowState;
  words: string;
}

const OUTCOMES: Record<string, Outcome> = {
  done: { state: 'done', words: 'watchable' },
  kept: { state: 'done', words: 'kept' },
  rejected: { state: 'failed', words: 'rejected' },
  failed: { state: 'failed', words: 'job_failed' },
};

/** Ask `url` until the job has ended; each answer is shown, the last one with its outcome. */
export function watch(url: string, show: Show, asked = 0): void {
  setTimeout(
    () => {
      void ask(url).then((status) => {
        const outcome = OUTCOMES[status?.job_state ?? ''];
        if (status === null || outcome === undefined) {
          if (status !== null && status.words !== '') show('checking', status.words);
          watch(url, show, asked + 1);
        } else finish(url, show, status, outcome);
      });
    },
    asked < QUICK_ASKS ? ASK_MS : SLOW_ASK_MS,
  );
}

/** Show the outcome, and soon after it what the first check of picture and sound has found. */
function finish(url: string, show: Show, status: UploadStatus | null, outcome: Outcome, asked = 0): void {
  const words = status?.words ?? '';
  show(outcome.state, [words === '' ? text(outcome.words) : words, ...(status?.findings ?? [])].join(' '));
  if (status?.measured !== '' || asked >= QUICK_ASKS) return;
  setTimeout(() => {
    void ask(url).then((next) => {
      finish(url, show, next ?? status, outcome, asked + 1);
    });
  }, ASK_MS);
}

async function ask(url: string): Promise<UploadStatus | null> {
  try {
    const answer = await fetch(url, { headers: { Accept: 'application/json' }, cache: 'no-store' });
    return answer.ok ? ((await answer.json()) as UploadStatus) : null;
  } catch {
    return null;
  }
}
