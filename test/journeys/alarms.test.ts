import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { type AgentInBrowser, agentAt } from '../../internal/testing/agent-in-browser.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import type { VisitorInBrowser } from '../../internal/testing/visitor-in-browser.ts';

async function agentAtWork(scene: Journey): Promise<AgentInBrowser> {
  const agent = await scene.stage.people.agent({ name: 'Agnes' });
  const desk = await scene.staff();
  await desk.page.context().addInitScript({ content: countTones });
  await desk.signsIn(agent.email, agent.password);
  const agnes = agentAt(desk.page);
  await agnes.isConnected();
  await agnes.goesOnline();
  return agnes;
}

/** Runs in the page: every note that really starts is counted. */
const countTones = `
  globalThis.heard = { tones: 0 };
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    heard.tones += 1;
    return start.apply(this, when);
  };
`;

const tonesOf = (page: Page) => page.evaluate<number>('heard.tones');

async function visitorWithAgent(scene: Journey, agnes: AgentInBrowser): Promise<VisitorInBrowser> {
  const vera = await scene.visitor();
  await vera.chooses('A person');
  await vera.isCalled('Vera');
  await vera.says('I am Vera');
  await agnes.seesWaiting('Vera');
  await agnes.takes('Vera');
  await agnes.sees('I am Vera');
  return vera;
}

const endsOf = async ({ stage }: Journey) => {
  const rows = await stage.sql<{ kind: string; ended_by: string | null }>(
    'SELECT kind, ended_by FROM alarms ORDER BY since',
  );
  return rows.map(({ kind, ended_by }) => `${kind} ${ended_by ?? 'open'}`);
};

journey(
  'what nobody looks at rings again, in every tab, until one of them looks',
  async (scene) => {
    const agnes = await agentAtWork(scene);
    const vera = await visitorWithAgent(scene, agnes);
    const other = await agnes.page.context().newPage();
    await other.goto(`${scene.url}/agent`);
    await agentAt(other).isConnected();
    await agnes.page.reload();
    await agnes.isConnected();
    await agnes.page.getByRole('heading', { name: 'Waiting' }).click();

    await vera.says('Are you there?');
    await expect.poll(() => agnes.unreadOf('Vera')).toBeGreaterThan(0);
    await expect.poll(() => agnes.page.title()).toMatch(/^\(\d+\)/);
    await expect.poll(() => tonesOf(agnes.page)).toBeGreaterThan(0);
    const before = await tonesOf(agnes.page);
    await other.close();
    const again = agnes.page.getByText('is still waiting');
    await again.waitFor({ timeout: 30_000 });
    await expect.poll(() => tonesOf(agnes.page)).toBeGreaterThan(before);
    expect((await endsOf(scene)).at(-1)).toBe('line open');

    const third = await agnes.page.context().newPage();
    await third.goto(`${scene.url}/agent`);
    await agentAt(third).isConnected();
    await agentAt(third).opens('Vera');
    await agentAt(third).sees('Are you there?');
    await expect.poll(() => agnes.unreadOf('Vera')).toBe(0);
    await expect.poll(async () => (await endsOf(scene)).at(-1)).toBe('line seen');
  },
);

journey('what stands below the edge of the window is not seen', async (scene) => {
  const agnes = await agentAtWork(scene);
  const vera = await visitorWithAgent(scene, agnes);
  for (let line = 1; line <= 30; line++) await vera.says(`line ${line}`);
  await agnes.sees('line 30');
  await expect.poll(() => agnes.unreadOf('Vera')).toBe(0);
  await agnes.page.evaluate("document.querySelector('.talk-scroll').scrollTop = 0");
  await agnes.page.getByRole('button', { name: 'New messages' }).waitFor({ state: 'hidden' });
  await vera.says('the last one');
  await agnes.page.getByRole('button', { name: 'New messages' }).waitFor();
  await expect.poll(async () => (await endsOf(scene)).at(-1)).toBe('line open');
  await agnes.page.getByRole('button', { name: 'New messages' }).click();
  await expect.poll(async () => (await endsOf(scene)).at(-1)).toBe('line seen');
});

/** Runs in the page: all that was told there from now on. */
const noteToasts = `
  globalThis.toasts = [];
  new MutationObserver(() => {
    for (const toast of document.querySelectorAll('.toast')) toasts.push(toast.textContent);
  }).observe(document.body, { childList: true, subtree: true });
`;

journey(
  'who looks at another part of it hears what is said, and that it went back',
  async (scene) => {
    const agnes = await agentAtWork(scene);
    const { page } = agnes;
    const vera = await visitorWithAgent(scene, agnes);
    await page.evaluate(noteToasts);
    const toasts = () => page.evaluate<string>("toasts.join('\\n')");
    for (let line = 1; line <= 30; line++) await vera.says(`line ${line}`);
    await agnes.sees('line 30');
    await expect.poll(() => agnes.unreadOf('Vera')).toBe(0);
    expect(await toasts()).not.toContain('line');
    await page.evaluate("document.querySelector('.talk-scroll').scrollTop = 0");
    await page.evaluate('new Promise((done) => requestIdleCallback(done))');
    await vera.says('the last one');
    await expect.poll(toasts).toContain('the last one');
    const rung = () =>
      scene.stage.sql(
        `SELECT 1 FROM alarms JOIN messages USING (channel_id, seq)
         WHERE body = 'the last one' AND step IS NOT NULL`,
      );
    await expect.poll(rung, { timeout: 30_000 }).toHaveLength(1);
    await scene.stage.sql(
      `UPDATE alarms SET step = 'pushed', next_at = UTC_TIMESTAMP(3) WHERE ended_at IS NULL`,
    );
    await expect.poll(toasts, { timeout: 30_000 }).toContain('went back to the queue');
  },
);

journey('do not disturb silences me, says so, and stays after a reload', async (scene) => {
  const agnes = await agentAtWork(scene);
  const vera = await visitorWithAgent(scene, agnes);
  const quiet = agnes.page.getByRole('button', { name: 'Do not disturb' });
  await quiet.click();
  await expect.poll(() => quiet.getAttribute('aria-pressed')).toBe('true');
  await agnes.page.reload();
  await agnes.isConnected();
  await expect.poll(() => quiet.getAttribute('aria-pressed')).toBe('true');
  await agnes.page.getByRole('heading', { name: 'Waiting' }).click();
  await vera.says('Psst');
  await vera.seesStored('Psst');
  await expect.poll(() => agnes.unreadOf('Vera')).toBeGreaterThan(0);
  expect(await tonesOf(agnes.page)).toBe(0);
});

journey('sound that the browser keeps back is said, with the button for it', async (scene) => {
  const agnes = await agentAtWork(scene);
  await agnes.page.reload();
  await agnes.isConnected();
  const notice = agnes.page.getByText('Your browser keeps the tone silent');
  await notice.waitFor();
  await agnes.page.getByRole('button', { name: 'Turn sound on' }).click();
  await notice.waitFor({ state: 'hidden' });
  expect(await findBarriers(agnes.page)).toEqual([]);
});

journey('the worker takes a push under the policy of the page', async (scene) => {
  const { page } = await agentAtWork(scene);
  const context = page.context();
  const registered = await page.evaluate<string>(`(async () => {
    const createScriptURL = (url) => url;
    const policy = trustedTypes.createPolicy('natter-worker', { createScriptURL });
    await navigator.serviceWorker.register(policy.createScriptURL('/push-worker.js'));
    return (await navigator.serviceWorker.ready).scope;
  })()`);
  expect(registered).toBe(`${scene.url}/`);
  // This Chromium has no place to show notifications: what it would show is noted instead.
  const [worker] = context.serviceWorkers();
  await worker!.evaluate(`
    globalThis.shown = [];
    registration.showNotification = async (title, { body, data }) =>
      void shown.push({ title, body, data });
  `);
  const session = await context.newCDPSession(page);
  const { promise, resolve } = Promise.withResolvers<string>();
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    if (registrations[0]) resolve(registrations[0].registrationId);
  });
  await session.send('ServiceWorker.enable');
  const note = { title: 'Vera is waiting', body: 'Press to look.', tag: 'natter', path: '/agent' };
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: scene.url,
    registrationId: await promise,
    data: JSON.stringify(note),
  });
  const shown = () => worker!.evaluate<object[]>('shown');
  const { title, body, path } = note;
  await expect.poll(shown).toEqual([{ title, body, data: { path } }]);
});
