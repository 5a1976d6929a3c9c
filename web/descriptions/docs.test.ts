import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { type Browsing, openBrowsing } from '../../internal/testing/browser.ts';
import { routes } from '../routes.ts';
import { type House, openHouse } from '../testing/house.ts';

let house: House;
let browsing: Browsing;
beforeAll(async () => {
  house = await openHouse();
  browsing = await openBrowsing();
});
afterAll(async () => {
  await browsing[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});

test('the page shows every operation, and asks no other host for anything', async () => {
  const { page } = await browsing.screen({ javaScriptEnabled: false });
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  await page.goto(`${house.web.url}/v1/docs`);
  const shown = await page.locator('.docs-operation h3').allInnerTexts();
  const described = routes.filter(({ path }) => path.startsWith('/v1/'));
  expect(shown.map((text) => text.replaceAll(/\s+/g, '')).toSorted()).toEqual(
    described.map(({ method, path }) => method + path.replaceAll(/:(\w+)/g, '{$1}')).toSorted(),
  );
  expect([...asked]).toEqual([new URL(house.web.url).origin]);
  await page.getByRole('link', { name: 'Who the token speaks for' }).click();
  expect(page.url()).toMatch(/#readMe$/);
});

describe.each([375, 768, 1440])('at %i pixels', (width) => {
  test.each(['light', 'dark'] as const)('in %s it has no barrier and fits', async (colorScheme) => {
    const { page } = await browsing.screen({ width, colorScheme });
    await page.goto(`${house.web.url}/v1/docs`);
    expect(await findBarriers(page)).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    await browsing.shoot(`docs-${width}-${colorScheme}`);
    await page.close();
  });
});
