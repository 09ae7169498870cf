/**
 * One file on its way to the court, by tus: chunks, pause, and going on after a lost connection, a reload or another day.
 *
 * The library's own retries are off: ours never give up and say in words what is going on.
 */
import { DetailedError, type HttpResponse, Upload, type UploadOptions } from 'tus-js-client';
import { csrfToken } from '../lib/cookies';
import { text } from '../lib/texts';
import { watch } from './after';
import { Rate } from './rate';
import { judge, pauseBefore, type Verdict } from './refusal';
import { Row, type RowAsks, type RowState } from './row';

export interface ItemPlan {
  endpoint: string;
  hearing: string;
  chunkBytes: number;
  metadata: Record<string, string>;
  /** Address of an unfinished upload of this file that the server knows of, '' for none. */
  knownUrl: string;
}

export class Item {
  readonly row: Row;
  private readonly rate = new Rate();
  private upload: Upload | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private sent = 0;
  private state: RowState = 'queued';

  constructor(
    private readonly file: File,
    private readonly plan: ItemPlan,
    element: HTMLElement,
    say: (words: string) => void,
    private readonly onFree: () => void,
  ) {
    const asks: RowAsks = {
      pause: () => void this.pause(),
      resume: () => {
        this.to('queued', text('queued'));
        this.onFree();
      },
      cancel: () => void this.cancel(),
    };
    this.row = new Row(element, file.name, asks, say);
    this.row.progress(0, file.size, 0);
    this.row.show('queued', text('queued'));
  }

  get waits(): boolean {
    return this.state === 'queued';
  }

  /** Takes one of the places of the page: bytes go, or will go by themselves. */
  get busy(): boolean {
    return this.state === 'uploading' || this.state === 'waiting';
  }

  /** Refused before anything was sent. */
  refuse(words: string): void {
    this.to('failed', words);
  }

  /** Start, or go on where it stopped; `now` when the connection came back. */
  async start(): Promise<void> {
    clearTimeout(this.timer);
    this.to('uploading', text('uploading'));
    this.upload ??= await this.make();
    this.upload.start();
  }

  /** The network came back: no need to wait for the next try. */
  wake(): void {
    if (this.state === 'waiting') void this.start();
  }

  private async make(): Promise<Upload> {
    const { endpoint, hearing, chunkBytes, metadata, knownUrl } = this.plan;
    const options: UploadOptions = {
      endpoint,
      chunkSize: chunkBytes,
      metadata,
      retryDelays: null,
      removeFingerprintOnSuccess: true,
      // The same file for another hearing is another upload.
      fingerprint: (file) =>
        Promise.resolve(`courtrec:${hearing}:${file.name}:${file.size}:${file.lastModified}`),
      onBeforeRequest: (request) => {
        request.setHeader('X-CSRFToken', csrfToken());
      },
      onProgress: (sent) => {
        this.moved(sent);
      },
      onError: (error) => {
        this.failed(error);
      },
      onSuccess: ({ lastResponse }) => {
        this.arrived(lastResponse);
      },
    };
    const upload = new Upload(this.file, options);
    await this.findEarlier(upload, knownUrl);
    return upload;
  }

  private async findEarlier(upload: Upload, knownUrl: string): Promise<void> {
    const [earlier] = await upload.findPreviousUploads();
    if (earlier !== undefined) upload.resumeFromPreviousUpload(earlier);
    else if (knownUrl !== '') upload.url = knownUrl;
    if (earlier !== undefined || knownUrl !== '') this.row.show('uploading', text('resumed'));
  }

  private async pause(): Promise<void> {
    clearTimeout(this.timer);
    this.to('paused', text('paused'));
    await this.upload?.abort();
    this.stand();
    this.onFree();
  }

  private async cancel(): Promise<void> {
    clearTimeout(this.timer);
    this.to('failed', text('cancelled'));
    // The server ends it by itself after a while if this request does not arrive.
    await this.upload?.abort(true).catch(() => undefined);
    this.onFree();
  }

  /** Nothing moves: no speed and no time left are promised. */
  private stand(): void {
    this.rate.reset();
    this.row.progress(this.sent, this.file.size, 0);
  }

  private moved(sent: number): void {
    this.attempt = 0;
    this.sent = sent;
    this.rate.add(sent, performance.now());
    this.row.progress(sent, this.file.size, this.rate.perSecond);
  }

  private failed(error: Error): void {
    if (this.state !== 'uploading') return;
    this.stand();
    const answer = error instanceof DetailedError ? error.originalResponse : null;
    const verdict = judge(answer?.getStatus() ?? 0, answer?.getBody() ?? '');
    if (verdict.kind === 'again') this.wait(verdict);
    else {
      this.to('failed', verdict.words);
      this.onFree();
    }
  }

  private wait(verdict: Extract<Verdict, { kind: 'again' }>): void {
    let seconds = pauseBefore(this.attempt);
    this.attempt += 1;
    const count = (): void => {
      if (seconds <= 0) void this.start();
      else {
        this.to('waiting', text(verdict.words, { seconds }));
        seconds -= 1;
        this.timer = setTimeout(count, 1_000);
      }
    };
    count();
  }

  private arrived(last: HttpResponse): void {
    this.row.progress(this.file.size, this.file.size, 0);
    this.to('checking', text('checking'));
    this.onFree();
    const recording = last.getHeader('Courtrec-Recording');
    if (recording !== undefined) this.row.element.dataset['recording'] = recording;
    watch(this.upload?.url ?? '', (state, words) => {
      this.to(state, words);
    });
  }

  private to(state: RowState, words: string): void {
    this.state = state;
    this.row.show(state, words);
  }
}
