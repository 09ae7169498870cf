/**
 * Shows the picture of a part of a hearing, and lets rectangles be drawn on it instead of guessed in per cent.
 *
 * What is drawn is written into the fields of the form, what is written there is drawn: whoever has no pointer loses
 * nothing. The picture itself is decoration, the slider below it says which moment it shows.
 */
import { formatOffset } from '../lib/time';
import { type Camera, getJson, type Playback } from './api';
import { Engine } from './engine';
import type { Parts } from './parts';
import { between, type Place, type Sides, written } from './rectangle';
import { Seeker } from './seeker';

const SIDES = ['left', 'top', 'width', 'height'] as const;
const LATEST_TRIES = 3;

/** The fields of one rectangle. */
interface Row {
  camera: HTMLInputElement;
  sides: Record<keyof Sides, HTMLInputElement>;
}

export class Picker {
  private readonly rows: Row[];
  private readonly video: HTMLVideoElement | null;
  private readonly engine: Engine | undefined;
  private readonly seeker: Seeker | undefined;
  private cameras: Camera[] = [];
  private camera = 0;
  private tries = 0;
  /** Where the pointer went down. */
  private from: Place | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly parts: Parts,
  ) {
    this.parts.fill('picker');
    this.rows = rowsIn(root);
    this.video = root.querySelector('video');
    this.listen();
    if (this.video === null) return;
    const rest = (): void => undefined;
    const gone = (): void => {
      void this.open();
    };
    const events = { gone, lost: rest, back: rest, broken: rest, changing: rest };
    this.seeker = new Seeker(this.video);
    // The slider may have been moved while the picture was loading: what is shown is the moment that it says.
    this.video.addEventListener('loadeddata', () => {
      this.move();
    });
    this.engine = new Engine(this.video, events);
  }

  /** Ask for the pictures; where there are none, or none for this person, the fields alone stay. */
  async open(): Promise<void> {
    this.tries += 1;
    if (this.tries > LATEST_TRIES) return;
    try {
      const playback = await getJson<Playback>(this.root.dataset['playbackUrl'] ?? '');
      this.cameras = playback.cameras;
      this.slider().max = String(playback.duration_ms);
    } catch {
      this.cameras = [];
    }
    this.parts.get('picker').hidden = this.cameras.length === 0;
    this.offerCameras();
    this.show();
  }

  private offerCameras(): void {
    const choice = this.choice();
    const given = this.rows.map((row) => Number(row.camera.value)).find((number) => number > 0);
    const wanted = this.camera || given;
    choice.replaceChildren(
      ...this.cameras.map(({ number, label }) => new Option(label, String(number), false, number === wanted)),
    );
    this.camera = Number(choice.value);
    this.parts.get('picker-cameras').hidden = this.cameras.length < 2;
  }

  private show(): void {
    const camera = this.cameras.find((one) => one.number === this.camera);
    if (camera === undefined || this.seeker === undefined) return;
    this.seeker.grid.fps = camera.fps;
    this.engine?.load(camera.playlist, this.seeker.grid.target(this.seconds));
    this.draw();
  }

  private get seconds(): number {
    return Number(this.slider().value) / 1_000;
  }

  private slider(): HTMLInputElement {
    return this.parts.get('picker-moment') as HTMLInputElement;
  }

  private choice(): HTMLSelectElement {
    return this.parts.get('picker-camera') as HTMLSelectElement;
  }

  private listen(): void {
    const stage = this.parts.get('picker-stage');
    this.root.addEventListener('input', (event) => {
      if (event.target === this.slider()) this.move();
      else if (event.target === this.choice()) {
        this.camera = Number(this.choice().value);
        this.show();
      } else this.draw();
    });
    stage.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.from = placeIn(stage, event);
      stage.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    stage.addEventListener('pointermove', (event) => {
      if (this.from !== undefined) this.draw(between(this.from, placeIn(stage, event)));
    });
    stage.addEventListener('pointerup', (event) => {
      const drawn = this.from === undefined ? undefined : between(this.from, placeIn(stage, event));
      this.from = undefined;
      if (drawn !== undefined) this.write(drawn);
      this.draw();
    });
    stage.addEventListener('pointercancel', () => {
      this.from = undefined;
      this.draw();
    });
    this.move();
  }

  private move(): void {
    this.parts.get('picker-clock').textContent = formatOffset(Number(this.slider().value));
    if ((this.video?.readyState ?? 0) > 0) this.seeker?.to(this.seconds);
  }

  /** Into the first rectangle that is empty, else into the last. */
  private write(drawn: Sides): void {
    const row =
      this.rows.find((one) => SIDES.every((side) => one.sides[side].value === '')) ?? this.rows.at(-1);
    if (row === undefined) return;
    row.camera.value = String(this.camera);
    for (const side of SIDES) row.sides[side].value = String(drawn[side]);
  }

  /** The rectangles of the camera that is shown, and the one that is being drawn. */
  private draw(growing?: Sides): void {
    const there = this.rows.flatMap((row, place) => {
      const values = Object.fromEntries(SIDES.map((side) => [side, row.sides[side].value]));
      const sides = written(values as Record<keyof Sides, string>);
      const isHere = Number(row.camera.value || 1) === this.camera;
      return sides === undefined || !isHere ? [] : [frame(sides, String(place + 1))];
    });
    const grown = growing === undefined ? [] : [frame(growing, '')];
    this.parts.get('picker-frames').replaceChildren(...there, ...grown);
  }
}

function rowsIn(root: HTMLElement): Row[] {
  const field = (row: Element, key: string): HTMLInputElement | null =>
    row.querySelector(`input[name$="_${key}"]`);
  return [...root.querySelectorAll('[data-row]')].flatMap((row) => {
    const [camera, left, top, width, height] = ['camera', ...SIDES].map((key) => field(row, key));
    if (!camera || !left || !top || !width || !height) return [];
    return [{ camera, sides: { left, top, width, height } }];
  });
}

function frame(sides: Sides, words: string): HTMLElement {
  const made = document.createElement('span');
  made.className = 'picker__frame';
  made.textContent = words;
  for (const side of SIDES) made.style[side] = `${String(sides[side])}%`;
  return made;
}

function placeIn(stage: HTMLElement, event: PointerEvent): Place {
  const box = stage.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
}
