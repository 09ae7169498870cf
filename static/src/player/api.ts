/** What the server says about playing a hearing (contracts: `/api/v1/hearings/{id}/playback/`, timeline). */
export interface Track {
  key: string;
  kind: 'video' | 'audio';
  label: string;
  channels: { index: number; label: string }[];
  fps: number | null;
}

/** One camera: `playlist` shows its pictures alone, `with_sound` with the sound of the hearing. */
export interface Camera {
  number: number;
  label: string;
  playlist: string;
  with_sound: string;
  fps: number | null;
}

export interface Playback {
  playlist: string;
  generation: number | string;
  poll: string;
  duration_ms: number;
  started_at: string;
  tracks: Track[];
  preparing: Gap[];
  withheld: Withheld[];
  peaks: string | null;
  storyboard: string | null;
  /** The camera of `playlist`; null where there are no pictures. */
  camera: number | null;
  cameras: Camera[];
}

export interface Gap {
  start_ms: number;
  end_ms: number;
}

/** A part that is not played to this viewer; `preparing`: a version that may be heard is being made. */
export interface Withheld extends Gap {
  kind: 'closed' | 'protected' | 'undecided' | 'not_in_session';
  preparing: boolean;
}

/** A restricted part of the timeline. */
export interface Band extends Withheld {
  plays: boolean;
}

/** Why nothing was recorded; of one camera only where it has a number. */
export interface GapNote extends Gap {
  camera: number | null;
  cause_label: string;
}

export interface Timeline {
  duration_ms: number;
  gaps: Gap[];
  notes: GapNote[];
  restrictions: Band[];
}

/** An answer that is no success; status 0 when no answer came at all. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly words: string,
  ) {
    super(`refused with ${status}`);
  }
}

const TIMEOUT_MS = 15_000;

/** GET a JSON document; throws Refusal otherwise, with the server's own words where it gave some. */
export async function getJson<Shape>(url: string): Promise<Shape> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      headers: { Accept: 'application/json' },
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Refusal(0, '');
  }
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok || body === null) throw new Refusal(answer.ok ? 0 : answer.status, wordsOf(body));
  return body as Shape;
}

function wordsOf(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null) return '';
  const { title, detail } = problem as { title?: unknown; detail?: unknown };
  return [title, detail].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
