// Pages as one would serve them who trusts everybody: Express and Eta with natter's own templates,
// everything they show in memory, no session, no database. `PUT /pages` says what there is to show.
import express from 'express';
import { readAssets } from '../../web/assets/read-assets.ts';
import { openViews } from '../../web/views/views.ts';

const folder = new URL('../../web/', import.meta.url).pathname;
const views = openViews(folder, await readAssets(`${folder}static`));
const pages = new Map();

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.put('/pages', express.json({ limit: '1mb' }), (request, response) => {
  for (const [path, page] of Object.entries(request.body)) pages.set(path, page);
  response.sendStatus(204);
});
app.get(/.*/, (request, response) => {
  const page = pages.get(request.path);
  if (!page) return response.sendStatus(404);
  return response.type('html').send(views.render(page.template, page.data));
});

const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${server.address().port}\n`);
});
process.stdin.on('end', () => process.kill(process.pid)).resume();
