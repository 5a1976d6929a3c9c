import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { journey } from '../../internal/testing/journey.ts';
import { agentAtWork } from '../../internal/testing/desk-in-browser.ts';

journey(
  'an admin sees that nothing fell through, and what became of one message',
  async (scene) => {
    const { stage, signedIn, visitor } = scene;
    const agnes = await agentAtWork(scene, 'Agnes');
    const vera = await visitor();
    await vera.chooses('A person');
    await vera.isCalled('Vera');
    await vera.says('Is the mat blue?');
    await agnes.seesWaiting('Vera');
    await agnes.takes('Vera');
    await agnes.says('It is');
    await vera.sees('It is');
    await vera.says('And the other one?');
    await vera.seesStored('And the other one?');

    const admin = await stage.people.admin({ name: 'Ada' });
    const office = await signedIn(admin, { path: '/admin/outcomes' });
    const { page } = office;
    await page.getByText('Nothing fell through').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const rows = page.getByRole('row');
    await rows.filter({ hasText: 'Still open' }).getByRole('link').waitFor();
    const all = rows.filter({ hasText: 'All, counted apart' });
    expect(await all.getByRole('cell').nth(1).innerText()).toBe('2');

    await rows.getByRole('link', { name: 'Answered by Agnes' }).click();
    await page.getByRole('heading', { name: 'Answered by Agnes' }).waitFor();
    await page.getByRole('link', { name: 'Vera' }).click();
    await page.getByRole('cell', { name: 'Is the mat blue?' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);

    await stage.sql('DELETE FROM conversations');
    await page.goto(`${scene.url}/admin/outcomes`);
    await page.getByText('2 not accounted for').waitFor();
    await page.getByRole('link', { name: 'Not accounted for' }).click();
    await page.getByRole('heading', { name: 'Not accounted for' }).waitFor();
    await page.goto(`${scene.url}/admin/outcomes?day=2031-05-05`);
    await page.getByText('No visitor wrote on this day.').waitFor();
  },
);
