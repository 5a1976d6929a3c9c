type Case = { named: { id: string; channel: string } };

const file = ({ named }: Case) => ({ id: named.id });

/** What somebody says of a file that they want to upload. */
export const wishFor = ({ named }: Case) => ({
  name: 'a file',
  content_type: 'text/plain',
  size: 1,
  channel_id: named.channel,
});

export const fileInputs: Record<string, (details: Case) => object> = {
  'attachments.createAttachment': wishFor,
  'attachments.readAttachment': file,
  'attachments.removeAttachment': file,
  'attachments.prepareAttachment': file,
  'attachments.readUpload': file,
  'attachments.markReady': ({ named }) => ({
    id: named.id,
    content_type: 'application/octet-stream',
    size: 1,
    has_thumbnail: false,
  }),
  'attachments.markRefused': ({ named }) => ({ id: named.id, reason: 'wrong_size' }),
  'attachments.listGone': () => ({}),
  'attachments.forgetGone': ({ named }) => ({ ids: [named.id] }),
};
