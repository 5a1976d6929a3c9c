import { showToast } from '../parts/toast.js';
import { messageTypeOf } from './file-words.js';
import { sendOthersAsFiles } from './other-files.js';
import { isOfTeam } from './places.js';
import { takeFiles } from './take-files.js';
import { createTray } from './tray.js';
import { mostFiles, Uploads } from './uploads.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./upload.js').Upload} Upload */
/** @typedef {{ replyTo?: number }} SendOptions */

/**
 * Files on their way into messages: taken, uploaded while one still writes, sent with the next
 * Enter, or when they are there.
 * @param {MemberPlace} member
 * @param {{
 *   page: { body: HTMLElement, form: HTMLFormElement }, files: import('./file-facts.js').FileFacts,
 *   onChange: () => void, onSent: () => void,
 * }} options
 */
export function createAttaching(member, { page, files, onChange, onSent }) {
  const uploads = new Uploads(member.api, (upload) => {
    if (upload?.state === 'done' && upload.wish) send(upload, upload.wish);
    onChange();
  });
  const tray = createTray(page.form, {
    onRetry: (upload) => uploads.retry(upload),
    onRemove: (upload) => {
      upload.cancel();
      uploads.remove(upload);
      page.form.querySelector('textarea')?.focus({ preventScroll: true });
    },
  });
  const way = takeFiles(
    { pane: page.body, form: page.form },
    {
      onRefused: showToast,
      where: () => (isOpen() ? (member.here?.title ?? null) : null),
      onFiles: (taken) => {
        const { team, person } = member.target;
        const where = { channel_id: team, ...(person && { to: person }) };
        const left = uploads.add(member.key, where, taken);
        if (left > 0) showToast(`${mostFiles} files at a time. ${left} were left out.`);
        page.form.querySelector('textarea')?.focus({ preventScroll: true });
      },
    },
  );
  /** Of each upload where it was meant for. */
  const keyOf = (/** @type {Upload} */ { where: { channel_id, to } }) =>
    to ? `${channel_id}:${to}` : channel_id;

  function isOpen() {
    const { here } = member;
    return here !== null && isOfTeam(here) && here.isActive && here.room.joined;
  }

  /** @param {Upload} upload @param {SendOptions} options */
  function send(upload, options) {
    const { id, file, name, contentType } = upload;
    const type = messageTypeOf(contentType);
    const local = type === 'image' ? URL.createObjectURL(file) : undefined;
    files.learn(id, { name, content_type: contentType, size: file.size, local });
    uploads.remove(upload);
    member.client.send(keyOf(upload), id, { type, ...options });
    onSent();
  }

  sendOthersAsFiles(member.client);
  addEventListener('beforeunload', (event) => {
    if (uploads.isBusy) event.preventDefault();
  });

  return {
    show: () => {
      tray.show(uploads.of(member.key));
      way.show();
    },
    /** There is something that goes out with the next Enter. */
    get isReady() {
      return (
        isOpen() && uploads.of(member.key).some(({ state, wish }) => state !== 'failed' && !wish)
      );
    },
    /** Sends what is there, and the rest when it is. @param {SendOptions} options */
    send: (options) => {
      const going = uploads.of(member.key).filter(({ state }) => state !== 'failed');
      // The first of them is the answer.
      for (const [place, upload] of going.entries()) {
        const how = place === 0 ? options : {};
        if (upload.state === 'done') send(upload, how);
        else upload.wish ??= how;
      }
      onChange();
    },
  };
}
