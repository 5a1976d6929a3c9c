import { describe, expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

describe.each([1440, 375])('a visitor at %i pixels', (width) => {
  journey('has words turned round by the word reverser', async ({ visitor }) => {
    const ada = await visitor({ width });
    await ada.chooses('Word reverser');
    await ada.isCalled('Ada');
    await ada.says('one two three');
    await ada.seesStored('one two three');
    await ada.sees('three two one');
    await ada.isWith('Word reverser bot');
  });
});

journey('hears mat for each word', async ({ visitor }) => {
  const ada = await visitor();
  await ada.chooses('Mat');
  const writing = ada.page.getByRole('textbox', { name: 'Message' });
  await writing.fill('half a word');
  // As Safari tells of the Enter that chooses what an input method offers.
  const chosen = { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true };
  await writing.dispatchEvent('keydown', chosen);
  expect(await writing.inputValue()).toBe('half a word');
  await ada.says('a b');
  await ada.sees('mat mat');
});

journey('begins one conversation after another, none of which comes back', async (scene) => {
  const ada = await scene.visitor();
  for (const text of ['a', 'a b', 'a b c']) {
    await ada.chooses('Mat');
    await ada.says(text);
    await expect.poll(() => ada.lines()).toEqual([text, text.replaceAll(/\w/g, 'mat')]);
    await ada.ends();
    await ada.startsAgain();
  }
  await ada.chooses('Word reverser');
});

journey('goes on after a reload and in another tab', async ({ stage, visitor }) => {
  const ada = await visitor();
  await ada.chooses('Word reverser');
  await ada.says('first line');
  await ada.sees('line first');
  await ada.page.reload();
  await ada.sees('line first');
  const second = await ada.page.context().newPage();
  await second.goto(ada.page.url());
  const other = visitorAt(second);
  await other.sees('line first');
  await other.says('from here');
  await other.sees('here from');
  await ada.sees('from here');
  await ada.sees('here from');
  await expect
    .poll(() => ada.lines())
    .toEqual(['first line', 'line first', 'from here', 'here from']);
  await expect.poll(() => other.lines()).toEqual(await ada.lines());

  // W7: to another organisation the same browser is somebody new, and here it stays who it was.
  await stage.people.organisation('north');
  await second.goto(`${ada.page.url()}?org=north`);
  await other.chooses('A person');
  await other.says('for north');
  await other.seesStored('for north');
  await expect.poll(() => other.lines()).toEqual(['for north']);
  const found = await stage.sql("SELECT org_id FROM messages WHERE body = 'for north'");
  expect(found).toEqual([{ org_id: 'north' }]);
  await ada.page.reload();
  await ada.sees('here from');
});
