import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { agentAtWork, visitorWhoWaits } from '../../internal/testing/desk-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';
import type { VisitorInBrowser } from '../../internal/testing/visitor-in-browser.ts';

journey(
  'two agents and three visitors at once, and nobody reads what is not theirs',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const bert = await agentAtWork(scene, 'Bert', { width: 768, colorScheme: 'dark' });
    const [ada, bob, cy] = await Promise.all([
      visitorWhoWaits(scene, 'Ada', 'The lamp flickers'),
      visitorWhoWaits(scene, 'Bob', 'Where is my order?', { width: 375 }),
      visitorWhoWaits(scene, 'Cy', 'Do you ship to Malta?', { width: 375, colorScheme: 'dark' }),
    ]);
    await agnes.takes('Ada');
    await agnes.takes('Bob');
    await agnes.sees('Where is my order?');
    await bert.takes('Cy');
    await bert.seesNobodyWaiting();

    await Promise.all([
      saysAll(ada, ['Ada one', 'Ada two', 'Ada three']),
      saysAll(bob, ['Bob one', 'Bob two', 'Bob three']),
      saysAll(cy, ['Cy one']),
    ]);
    await expect.poll(() => agnes.unreadOf('Ada')).toBe(3);
    await agnes.sees('Bob three');
    await agnes.says('For Bob');
    await agnes.opens('Ada');
    await agnes.sees('Ada three');
    await agnes.says('For Ada');
    await bert.says('For Cy');
    await Promise.all([ada.sees('For Ada'), bob.sees('For Bob'), cy.sees('For Cy')]);
    for (const { page } of [agnes, bert, ada, bob, cy])
      expect(await findBarriers(page)).toEqual([]);

    await agnes.page.keyboard.press('Escape');
    await agnes.page.keyboard.press('f');
    await agnes.page.getByRole('radio', { name: 'Bert' }).check();
    await agnes.page.getByRole('button', { name: 'Hand over', exact: true }).click();
    await ada.isWith('Bert');
    await bert.page.reload();
    await bert.isConnected();
    await bert.opens('Ada');
    await bert.sees('For Ada');
    await bert.says('Bert goes on');
    await ada.sees('Bert goes on');

    await bob.ends();
    await agnes.page.getByText('0/6').waitFor();
    await expect
      .poll(() => ada.lines())
      .toEqual(['The lamp flickers', 'Ada one', 'Ada two', 'Ada three', 'For Ada', 'Bert goes on']);
    await expect
      .poll(() => bob.lines())
      .toEqual(['Where is my order?', 'Bob one', 'Bob two', 'Bob three', 'For Bob']);
    await expect.poll(() => cy.lines()).toEqual(['Do you ship to Malta?', 'Cy one', 'For Cy']);
  },
);

async function saysAll(visitor: VisitorInBrowser, lines: readonly string[]): Promise<void> {
  for (const line of lines) await visitor.says(line);
}
