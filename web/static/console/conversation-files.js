import { Api } from '../app/api.js';
import { hasFiles, makeFileInput, takePasted } from '../app/file-input.js';
import { messageTypeOf } from '../app/file-words.js';
import { sendOthersAsFiles } from '../app/other-files.js';
import { createTray } from '../app/tray.js';
import { mostFiles, Uploads } from '../app/uploads.js';
import { createFileLinks } from '../parts/file-link.js';
import { showToast } from '../parts/toast.js';

/** @typedef {import('../app/upload.js').Upload} Upload */

/**
 * Files that go out with an answer: chosen, pasted or let go over the field, uploaded while one
 * still writes, sent with the next Enter.
 * @param {import('./desk.js').Desk} desk @param {() => void} onChange
 */
export function createConversationFiles({ client, origin, session }, onChange) {
  const uploads = new Uploads(new Api({ origin, session }), (upload) => {
    if (upload?.state === 'done' && upload.wish) send(upload);
    onChange();
  });
  sendOthersAsFiles(client);
  const { makeFile } = createFileLinks({ origin, session });
  addEventListener('beforeunload', (event) => {
    if (uploads.isBusy) event.preventDefault();
  });

  /** @param {Upload} upload */
  function send(upload) {
    const { id, contentType, where } = upload;
    uploads.remove(upload);
    client.send(where.channel_id, id, { type: messageTypeOf(contentType) });
  }

  return {
    makeFile,

    /** @param {HTMLFormElement} form @param {string} channelId @param {() => void} refresh */
    attachTo: (form, channelId, refresh) => {
      const add = (/** @type {File[]} */ files) => {
        if (files.length === 0) return;
        const left = uploads.add(channelId, { channel_id: channelId }, files);
        if (left > 0) showToast(`${mostFiles} files at a time. ${left} were left out.`);
        form.querySelector('textarea')?.focus({ preventScroll: true });
      };
      listenToFiles(form, add);
      const tray = createTray(form, {
        onRetry: (upload) => uploads.retry(upload),
        onRemove: (upload) => {
          upload.cancel();
          uploads.remove(upload);
        },
      });
      const going = () => uploads.of(channelId).filter(({ state }) => state !== 'failed');
      return {
        get isReady() {
          return going().some(({ wish }) => !wish);
        },
        send: () => {
          for (const upload of going()) {
            if (upload.state === 'done') send(upload);
            else upload.wish ??= {};
          }
        },
        show: () => {
          tray.show(uploads.of(channelId));
          refresh();
        },
      };
    },
  };
}

/** @typedef {ReturnType<typeof createConversationFiles>} ConversationFiles */

/** @param {HTMLFormElement} form @param {(files: File[]) => void} onFiles */
function listenToFiles(form, onFiles) {
  const { button, input } = makeFileInput({ class: 'composer-attach' }, onFiles);
  form.querySelector('.composer-send')?.before(button, input);
  takePasted(form, onFiles);
  form.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  form.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
}
