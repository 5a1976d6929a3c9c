/**
 * What the server found in a file may not be what its name says: then it goes as a file.
 * @param {import('../client/client.js').Client} client
 */
export function sendOthersAsFiles(client) {
  client.listen((event) => {
    if (event.type !== 'outbox') return;
    for (const item of client.state.outbox.all) {
      const { cid, channelId, data, type = 'text', state, code, replyTo } = item;
      const isOther = state === 'failed' && code === 'invalid' && item.reason?.startsWith('type:');
      if (!isOther || type === 'text' || type === 'file') continue;
      client.discard(cid);
      client.send(channelId, data, { type: 'file', replyTo });
      return;
    }
  });
}
