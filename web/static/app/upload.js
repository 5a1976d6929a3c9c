import { putFile } from './put-file.js';
import { fitMediaType, fitName } from './file-words.js';

/** @typedef {import('./api.js').Api} Api */
/** @typedef {{ channel_id: string, to?: string }} Where */
/** @typedef {{ id: string, upload: import('./put-file.js').Signed }} Wished */

/**
 * One file on its way into the store: an address is asked for, the file goes there, and is then
 * ready to be sent. Whatever went wrong, `start` begins anew.
 */
export class Upload {
  /** @type {'waiting' | 'sending' | 'done' | 'failed'} */
  state = 'waiting';
  /** How much of it is there, 0 to 1. */
  progress = 0;
  /** Why it failed: a sentence for people. */
  reason = '';
  /** What a message names it by, once it is there. */
  id = '';
  /** It goes out by itself as soon as it is there. @type {{ replyTo?: number } | null} */
  wish = null;
  #api;
  #onChange;
  #run = new AbortController();

  /**
   * @param {File} file @param {Where} where
   * @param {{ api: Api, onChange: () => void }} options
   */
  constructor(file, where, { api, onChange }) {
    this.file = file;
    this.where = where;
    this.name = fitName(file.name);
    this.contentType = fitMediaType(file.type);
    this.#api = api;
    this.#onChange = onChange;
  }

  async start() {
    this.#run.abort();
    this.#forget();
    const run = new AbortController();
    this.#run = run;
    this.#change({ state: 'sending', progress: 0, reason: '' });
    try {
      await this.#send(run.signal);
      if (run.signal.aborted) return;
      this.#change({ state: 'done', progress: 1 });
    } catch (error) {
      if (run.signal.aborted) return;
      const reason = error instanceof Error ? error.message : 'The file was not uploaded.';
      this.wish = null;
      this.#change({ state: 'failed', reason });
    }
  }

  /** Ends it; nothing of it stays in the store. */
  cancel() {
    this.wish = null;
    this.#run.abort();
    this.#forget();
  }

  /** @param {AbortSignal} signal */
  async #send(signal) {
    const { size } = this.file;
    if (size === 0) throw new Error('The file is empty. There is nothing to send.');
    const wanted = { ...this.where, name: this.name, content_type: this.contentType, size };
    /** @type {Wished} */
    const { id, upload } = await this.#api.create('/v1/attachments', wanted);
    this.id = id;
    if (signal.aborted) return this.#forget();
    await putFile(upload, this.file, {
      signal,
      onProgress: (progress) => this.#change({ progress }),
    });
  }

  /** What the server keeps of it is swept sooner or later anyway. */
  #forget() {
    const { id } = this;
    this.id = '';
    if (id) this.#api.change('DELETE', `/v1/attachments/${id}`).catch(() => undefined);
  }

  /** @param {Partial<Pick<Upload, 'state' | 'progress' | 'reason'>>} change */
  #change(change) {
    Object.assign(this, change);
    this.#onChange();
  }
}
