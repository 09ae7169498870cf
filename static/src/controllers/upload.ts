/**
 * The upload page: a drop zone and an input; every file chosen starts by itself, two at a time.
 *
 * <div data-controller="upload" data-upload-url data-max-bytes data-chunk-bytes data-hearing data-zone>
 *   <input type="datetime-local" data-upload="start"> <input type="number" data-upload="camera">
 *   <div data-upload="drop"><input type="file" multiple data-upload="input"></div>
 *   <ul data-upload="list"></ul> <p role="status" data-upload="says"></p>
 *   <template data-upload="item"><li>… data-file="name|figures|progress|words|pause|resume|cancel|open" …</li></template>
 * <li data-unfinished="URL" data-filename data-length> anywhere: what the server still waits for
 */
import { text } from '../lib/texts';
import { toUtc } from '../lib/zone';
import { smallDigest } from '../upload/digest';
import { Item, type ItemPlan } from '../upload/item';

const AT_ONCE = 2;

class UploadPage {
  private readonly items: Item[] = [];

  constructor(private readonly root: HTMLElement) {
    const input = this.part('input') as HTMLInputElement;
    input.addEventListener('change', () => {
      for (const file of input.files ?? []) void this.add(file);
      // So that choosing the same file again is a change too.
      input.value = '';
    });
    this.listenToDrops(this.part('drop'));
    window.addEventListener('online', () => {
      for (const item of this.items) item.wake();
    });
    window.addEventListener('beforeunload', (event) => {
      if (this.items.some((item) => item.busy)) event.preventDefault();
    });
  }

  private part(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-upload="${name}"]`) ?? document.createElement('span');
  }

  private listenToDrops(drop: HTMLElement): void {
    drop.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('drop--over');
    });
    drop.addEventListener('dragleave', () => {
      drop.classList.remove('drop--over');
    });
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('drop--over');
      for (const file of event.dataTransfer?.files ?? []) void this.add(file);
    });
  }

  private async add(file: File): Promise<void> {
    const template = this.part('item') as HTMLTemplateElement;
    const element = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    const plan = this.plan(file);
    const says = this.part('says');
    const say = (words: string): void => {
      says.textContent = words;
    };
    const item = new Item(file, plan, element, say, () => {
      this.next();
    });
    this.part('list').append(element);
    const refusal = this.refusal(file);
    if (refusal !== '') {
      item.refuse(refusal);
      return;
    }
    const sha256 = plan.knownUrl === '' ? await smallDigest(file).catch(() => '') : '';
    if (sha256 !== '') plan.metadata['sha256'] = sha256;
    this.items.push(item);
    this.next();
  }

  private refusal(file: File): string {
    if (file.size === 0) return text('empty');
    return file.size > Number(this.root.dataset['maxBytes'] ?? Infinity) ? text('too_big') : '';
  }

  private plan(file: File): ItemPlan {
    const data = this.root.dataset;
    const hearing = data['hearing'] ?? '';
    const metadata: Record<string, string> = { filename: file.name, hearing };
    const started = toUtc((this.part('start') as HTMLInputElement).value, data['zone'] ?? 'UTC');
    if (started !== '') metadata['started_at'] = started;
    const camera = (this.part('camera') as HTMLInputElement).value;
    if (camera !== '') metadata['camera'] = camera;
    return {
      endpoint: data['uploadUrl'] ?? '',
      hearing,
      chunkBytes: Number(data['chunkBytes']),
      metadata,
      knownUrl: this.knownUrl(file),
    };
  }

  /** The server knows unfinished uploads by name and size, for another browser or a cleared one. */
  private knownUrl(file: File): string {
    const known = [...document.querySelectorAll<HTMLElement>('[data-unfinished]')].find(
      (one) => one.dataset['filename'] === file.name && Number(one.dataset['length']) === file.size,
    );
    known?.remove();
    if (document.querySelector('[data-unfinished]') === null) {
      document.querySelector('[data-upload-unfinished]')?.setAttribute('hidden', '');
    }
    return known?.dataset['unfinished'] ?? '';
  }

  private next(): void {
    const free = AT_ONCE - this.items.filter((item) => item.busy).length;
    for (const item of this.items.filter((one) => one.waits).slice(0, Math.max(0, free))) void item.start();
  }
}

export function upload(element: HTMLElement): void {
  new UploadPage(element);
}
