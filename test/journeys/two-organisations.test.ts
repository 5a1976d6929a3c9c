import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { startAutomation } from '../../internal/bus/start-automation.ts';
import { frameOf, openSite, stub } from '../../internal/testing/host-site.ts';
import { journey } from '../../internal/testing/journey.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import { parseSettings } from '../../internal/testing/stage-settings.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';
import { runAutomationTool } from '../../su/run-automation.ts';

const withGuide = { automations: ['north-guide'] };

/** A second organisation with an automation of its own, registered as an operator does it. */
async function openNorth(stage: Stage): Promise<string> {
  const org = await stage.people.organisation('north');
  const streams = { output: new PassThrough(), errors: new PassThrough() };
  const env = { ...stage.env, NATS_USERS: join(stage.folder, 'told-users.json') };
  const code = await runAutomationTool({
    args: ['add', 'north-guide', '--title', 'Guide', '--org', org],
    env: { ...env, MYSQL_URL: stage.database.urls.root },
    terminal: { input: process.stdin, ...streams },
  });
  if (code !== 0) throw new Error(String(streams.errors.read()));
  stage.use(
    await startAutomation(parseSettings(stage.env), stage.log.logOf('north-guide'), {
      name: 'north-guide',
      version: '1.0.0',
      description: 'Says back what it hears.',
      answer: ({ message }) => ({ messages: [{ type: 'text', data: `heard ${message.data}` }] }),
    }),
  );
  return org;
}

journey(
  'visitors of another organisation talk with its automation, and see no other',
  async (scene) => {
    const { stage, url, siteOrigin, browsing } = scene;
    const org = await openNorth(stage);
    const web = await stage.call.web();
    const isThere = async () =>
      (await web.automations.listAutomations({ org })).automations.map(({ running }) => running);
    await expect.poll(isThere).toEqual([true]);
    const chief = await stage.people.signIn(await stage.people.admin({ org }));
    const change = { default_automation: 'north-guide' };
    await web.organisations.changeSettings({ version: 0, change }, chief);
    const { page } = await browsing.screen();
    const ada = visitorAt(page);
    await page.goto(`${url}/chat?org=${org}`);
    await page.getByRole('radio', { name: 'Guide', checked: true }).waitFor();
    expect(await page.getByRole('radio', { name: 'Word reverser' }).count()).toBe(0);
    await ada.says('one two');
    await ada.sees('heard one two');
    await ada.isWith('Guide');

    const loader = `<script src="${url}/widget.js" data-org="${org}" async></script>`;
    using _site = await openSite(scene, `<script>${stub}Natter("open")</script>${loader}`);
    const { page: shop } = await browsing.screen();
    await shop.goto(siteOrigin);
    const bob = visitorAt(shop, frameOf(shop));
    await bob.chooses('Guide');
    await bob.says('three');
    await bob.sees('heard three');
  },
  withGuide,
);

journey('whose automation went before they wrote choose again', async ({ stage, visitor }) => {
  const ada = await visitor();
  await ada.chooses('Mat');
  await stage.sql("UPDATE automations SET active = FALSE WHERE name = 'mat-bot'");
  const told = ada.page.getByText('There is no automation of that name.').waitFor();
  await ada.says('one two');
  await told;
  expect(await ada.lines()).toEqual(['one two']);
  const place = async () => (await ada.page.getByRole('radio', { name: 'Mat' }).boundingBox())?.y;
  await expect.poll(place).toBeGreaterThan(0);
  await ada.chooses('Word reverser');
  await ada.sees('two one');
  expect(await ada.lines()).toEqual(['one two', 'two one']);
});
