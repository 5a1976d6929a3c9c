import { expect } from 'vitest';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { frameOf, hears, loaderOf, openSite, stub } from '../../internal/testing/host-site.ts';
import { journey } from '../../internal/testing/journey.ts';
import { openSite as signingSite } from '../../internal/testing/signing-site.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

journey('the host’s calls are heard, those before the loader came as well', async (scene) => {
  using _site = await openSite(scene, `<script>${stub}Natter("open")</script>${loaderOf(scene)}`);
  const { page } = await scene.browsing.screen();
  await page.goto(scene.siteOrigin);
  await hears(page, 'open');
  await hears(page, 'ready');
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('Mat');
  await ada.says('one');
  await ada.sees('mat');
  await hears(page, 'message', { from: 'bot' });
  await page.evaluate('Natter("close")');
  await hears(page, 'close');
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  await page.evaluate('Natter.open()');
  await ada.sees('mat');
  await page.evaluate('Natter.close()');
  expect(await page.evaluate('JSON.stringify(heard)')).not.toMatch(/mat|one"/);
});

journey('W7: reset forgets who was here, and somebody new begins', async (scene) => {
  using _site = await openSite(scene, `<script>${stub}</script>${loaderOf(scene)}`);
  const { page } = await scene.browsing.screen();
  await page.goto(scene.siteOrigin);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('Word reverser');
  await ada.isCalled('Ada');
  await ada.says('secret plan');
  await ada.sees('plan secret');
  await frameOf(page).getByRole('textbox', { name: 'Message' }).fill('half a thought');
  const secret = () =>
    page
      .frames()
      .find((frame) => frame.url().includes('/widget'))!
      .evaluate('localStorage["natter.visitor"]');
  const before = String(await secret());
  await page.evaluate('Natter("reset")');
  await frameOf(page).getByText('Hello. What can we do for you?').waitFor();
  const frame = frameOf(page).locator('body');
  await expect.poll(() => frame.innerText()).not.toMatch(/secret|Ada/);
  expect(await frameOf(page).getByRole('textbox', { name: 'Message' }).inputValue()).toBe('');
  await ada.chooses('Mat');
  await ada.says('hello');
  await ada.sees('mat');
  await expect.poll(() => ada.lines()).toEqual(['hello', 'mat']);
  expect(await secret()).not.toContain((JSON.parse(before) as { user: { id: string } }).user.id);
  const { refresh_token } = JSON.parse(before) as { refresh_token: string };
  const answer = await fetch(`${scene.url}/v1/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token }),
  });
  expect(answer.status).toBe(401);
});

journey(
  'reset without a network empties the chat, which goes on when there is one',
  async (scene) => {
    using _site = await openSite(scene, `<script>${stub}</script>${loaderOf(scene)}`);
    const { page } = await scene.browsing.screen();
    await page.goto(scene.siteOrigin);
    await page.getByRole('button', { name: 'Open chat' }).click();
    const ada = visitorAt(page, frameOf(page));
    await ada.chooses('Mat');
    await ada.isCalled('Ada');
    await ada.says('secret plan');
    await ada.sees('mat mat');
    await page.reload();
    await ada.sees('mat mat');
    scene.browsing.trouble.allow(/ERR_INTERNET_DISCONNECTED|WebSocket/);
    await page.context().setOffline(true);
    await page.evaluate('Natter("reset")');
    await frameOf(page).getByRole('radio', { name: 'Mat' }).waitFor();
    expect(await frameOf(page).locator('body').innerText()).not.toMatch(/secret|Ada/);
    await ada.isTold('You are offline.');
    await page.context().setOffline(false);
    await frameOf(page).getByText('Hello. What can we do for you?').waitFor();
    await ada.chooses('Mat');
    await ada.says('hello');
    await ada.sees('mat');
    expect(await ada.lines()).toEqual(['hello', 'mat']);
  },
);

journey('whom the site signs for right after a reset is known', async (scene) => {
  const { stage, siteOrigin } = scene;
  const admin = await stage.people.signIn(await stage.people.admin());
  const signer = await signingSite(stage, admin);
  const signIn = async (name: string) =>
    `Natter("reset");Natter("identify","${await signer.sign({ sub: name, name })}");`;
  const early = await signIn('Vera');
  using _site = await openSite(scene, `<script>${stub}${early}</script>${loaderOf(scene)}`);
  const { page } = await scene.browsing.screen();
  await page.goto(siteOrigin);
  await hears(page, 'identify', { ok: true });
  await page.evaluate(`heard.length=0;${await signIn('Bob')}`);
  await hears(page, 'identify', { ok: true });
  const people = await stage.sql<{ name: string }>("SELECT name FROM people WHERE role = 'user'");
  expect(people.map(({ name }) => name).toSorted()).toEqual(['Bob', 'Vera']);
});

journey(
  'a page with the strictest policy shows the chat, and breaks nothing of it',
  async (scene) => {
    const { url } = scene;
    const policy =
      `default-src 'none'; script-src ${url}; frame-src ${url}; base-uri 'none'; ` +
      "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
      "trusted-types 'none'";
    using _site = await openSite(scene, loaderOf(scene), {
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'autoplay=()',
    });
    const { page } = await scene.browsing.screen();
    await page.goto(scene.siteOrigin);
    await page.getByRole('button', { name: 'Open chat' }).click();
    const ada = visitorAt(page, frameOf(page));
    await ada.chooses('Mat');
    await ada.says('a b');
    await ada.sees('mat mat');
    const size = await page.locator('natter-chat button').boundingBox();
    expect([size?.width, size?.height]).toEqual([56, 56]);
  },
);

journey('W10: without storage each page is a new visitor, never another', async (scene) => {
  const blocked = `for (const name of ['localStorage', 'sessionStorage']) {
    const get = () => { throw new DOMException('No', 'SecurityError') };
    Object.defineProperty(window, name, { get });
  }`;
  const names: string[] = [];
  for (const text of ['first here', 'second here']) {
    const { page } = await scene.browsing.screen();
    await page.addInitScript(blocked);
    await page.goto(`${scene.url}/demo`);
    await page.getByRole('button', { name: 'Open chat' }).click();
    const ada = visitorAt(page, frameOf(page));
    await ada.chooses('Word reverser');
    await ada.says(text);
    await ada.sees(text.split(' ').toReversed().join(' '));
    await expect.poll(() => ada.lines()).toHaveLength(2);
    names.push(text);
    await page.reload();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await frameOf(page).getByText('Hello. What can we do for you?').waitFor();
  }
  const [row] = await scene.stage.sql<{ n: number }>(
    'SELECT COUNT(DISTINCT visitor_id) AS n FROM conversations',
  );
  expect(Number(row?.n)).toBe(names.length);
});

journey('W10: with other sites’ cookies blocked the chat goes on', async (scene) => {
  const { page } = await scene.browsing.screen();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCookieControls', {
    enableThirdPartyCookieRestriction: true,
    disableThirdPartyCookieMetadata: true,
    disableThirdPartyCookieHeuristics: true,
  } as never);
  await page.goto(`${scene.url}/demo`);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('Mat');
  await ada.says('one two');
  await ada.sees('mat mat');
  expect(await page.context().cookies()).toEqual([]);
  await page.reload();
  await ada.sees('mat mat');
});

journey('offline it keeps what is written, and sends it once it is back', async (scene) => {
  const { page } = await scene.browsing.screen();
  await page.goto(`${scene.url}/demo`);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('Word reverser');
  await ada.says('before it');
  await ada.sees('it before');
  scene.browsing.trouble.allow(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await page.context().setOffline(true);
  await ada.says('in the tunnel');
  await ada.seesSending('in the tunnel');
  await ada.isTold('You are offline.');
  await page.context().setOffline(false);
  await ada.sees('tunnel the in');
  await expect
    .poll(() => ada.lines())
    .toEqual(['before it', 'it before', 'in the tunnel', 'tunnel the in']);
});

journey('what is unread stands on the button, and a tone can be switched off', async (scene) => {
  const agent = await scene.stage.people.agent({ name: 'Agnes' });
  const desk = await scene.signedIn(agent);
  await agentAt(desk.page).goesOnline();
  const { page } = await scene.browsing.screen();
  await page.goto(`${scene.url}/demo`);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('A person');
  await ada.says('Is anybody there?');
  await desk.page.getByRole('button', { name: /Take/ }).first().click();
  await ada.sees(/Agnes is here/);
  await frameOf(page).getByRole('button', { name: 'More' }).click();
  const sound = frameOf(page).getByRole('switch', { name: 'Sound' });
  await expect.poll(() => sound.getAttribute('aria-checked')).toBe('true');
  await sound.press('Enter');
  await expect.poll(() => sound.getAttribute('aria-checked')).toBe('false');
  await page.keyboard.press('Escape');
  await frameOf(page).getByRole('button', { name: 'Close the chat' }).click();
  await page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  const writing = desk.page.getByRole('textbox', { name: 'Message' });
  for (const line of ['Yes', 'I am here']) {
    await writing.fill(line);
    await writing.press('Enter');
  }
  await page.getByRole('button', { name: 'Open chat, 2 unread' }).waitFor();
  expect(await page.locator('natter-chat b').innerText()).toBe('2');
  await page.getByRole('button', { name: 'Open chat, 2 unread' }).click();
  await ada.sees('I am here');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  for (const line of ['One', 'Two']) {
    await writing.fill(line);
    await writing.press('Enter');
  }
  await page.getByRole('button', { name: 'Open chat, 2 unread' }).waitFor();
  await page.evaluate('Natter("reset")');
  await page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
});

journey(
  'W6: frame and page cannot reach into one another, and strangers’ words are not heard',
  async (scene) => {
    const forging =
      'addEventListener("load",()=>{parent.postMessage({natter:"unread",detail:{count:9}},"*")})';
    const stranger = `<iframe srcdoc="<script>${forging.replaceAll('"', "'")}</script>"></iframe>`;
    using _site = await openSite(
      scene,
      `<script>${stub}</script>${loaderOf(scene)}${stranger}<p>Prices of ours</p>`,
    );
    const { page } = await scene.browsing.screen();
    await page.goto(scene.siteOrigin);
    await page.getByRole('button', { name: 'Open chat' }).click();
    await frameOf(page).getByRole('radio', { name: 'Mat' }).check();
    const inFrame = 'document.querySelector("natter-chat").shadowRoot.querySelector("iframe")';
    expect(await page.evaluate(`${inFrame}.contentDocument`)).toBeNull();
    expect(
      await page.evaluate(`${inFrame}.sandbox.value.split(" ").includes("allow-top-navigation")`),
    ).toBe(false);
    const frame = page.frames().find((one) => one.url().includes('/widget'))!;
    expect(new URL(frame.url()).origin).toBe(scene.url);
    const reached = 'try { parent.document.body.innerText } catch (error) { error.name }';
    expect(
      await frame.evaluate(`eval(${JSON.stringify(reached)})`).catch(() => 'SecurityError'),
    ).toBe('SecurityError');
    expect(await page.evaluate('JSON.stringify(heard)')).not.toContain('unread');
    expect(await page.locator('natter-chat b').isVisible()).toBe(false);
    await page.evaluate('postMessage({natter:"unread",detail:{count:9}},"*")');
    await page.evaluate('Natter("identify","not.a.token")');
    await hears(page, 'identify', { ok: false });
    const markup = await page.evaluate('document.documentElement.outerHTML+location.href');
    expect(String(markup)).not.toContain('not.a.token');
    expect(
      page
        .frames()
        .map((one) => one.url())
        .join(),
    ).not.toContain('not.a.token');
    await frameOf(page).getByText('The site could not say who you are.').waitFor();
  },
);

journey('W7: whom the site signs for is known, until reset', async (scene) => {
  const { stage, siteOrigin } = scene;
  const admin = await stage.people.signIn(await stage.people.admin());
  const signer = await signingSite(stage, admin);
  using _site = await openSite(scene, `<script>${stub}</script>${loaderOf(scene)}`);
  const { page } = await scene.browsing.screen();
  await page.goto(siteOrigin);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const vera = visitorAt(page, frameOf(page));
  await vera.chooses('Mat');
  await vera.says('before I signed in');
  await vera.sees('mat mat mat mat');
  const identify = async (sub: string, name: string) => {
    const token = await signer.sign({ sub, name });
    await page.evaluate(`Natter("identify", ${JSON.stringify(token)})`);
    await hears(page, 'identify', { ok: true });
    return token;
  };
  const token = await identify('vera', 'Vera');
  await vera.says('and after');
  await expect.poll(() => vera.lines()).toHaveLength(4);
  const markup = await page.evaluate(
    'document.documentElement.outerHTML+location.href+' +
      'JSON.stringify({...localStorage,...sessionStorage})',
  );
  expect(String(markup)).not.toContain(token);
  expect(
    page
      .frames()
      .map((frame) => frame.url())
      .join(),
  ).not.toContain(token);
  const names = await stage.sql<{ name: string }>("SELECT name FROM people WHERE role = 'user'");
  expect(names.map(({ name }) => name)).toEqual(['Vera']);
  await page.evaluate('Natter("reset"),heard.length=0');
  await frameOf(page).getByText('Hello. What can we do for you?').waitFor();
  await identify('bob', 'Bob');
  await page.reload();
  await frameOf(page)
    .getByText(/Welcome back, Bob/)
    .waitFor();
  expect(await frameOf(page).locator('body').innerText()).not.toContain('before I signed in');
});
