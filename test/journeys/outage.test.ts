import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { agentAtWork } from '../../internal/testing/desk-in-browser.ts';

journey('a line written while the connection is down goes out when it is back', async (scene) => {
  const { browsing, stage, visitor, stopRelay } = scene;
  browsing.trouble.allow(/WebSocket connection to .* failed/);
  const ada = await visitor();
  await ada.chooses('Word reverser');
  await ada.says('before it');
  await ada.sees('it before');
  const restart = await stopRelay();
  await ada.says('during it');
  await ada.seesSending('during it');
  await ada.isTold('The connection was lost.');
  await restart();
  await ada.seesStored('during it');
  await ada.sees('it during');
  const rows = await stage.sql("SELECT seq FROM messages WHERE body = 'during it'");
  expect(rows).toHaveLength(1);
  await expect
    .poll(() => ada.lines())
    .toEqual(['before it', 'it before', 'during it', 'it during']);
});

journey(
  'a page that is closed while a line is on its way sends it at its next visit',
  async (scene) => {
    const { browsing, visitor, stopRelay } = scene;
    browsing.trouble.allow(/WebSocket connection to .* failed/);
    const ada = await visitor();
    await ada.chooses('Mat');
    await ada.says('one');
    await ada.sees('mat');
    const restart = await stopRelay();
    await ada.says('two three');
    await ada.seesSending('two three');
    await ada.page.reload();
    await restart();
    await ada.seesStored('two three');
    await ada.sees('mat mat');
    await expect.poll(() => ada.lines()).toEqual(['one', 'mat', 'two three', 'mat mat']);
  },
);

journey('a restart of the relay loses nobody a line', async (scene) => {
  const { browsing, visitor, stopRelay } = scene;
  browsing.trouble.allow(/WebSocket connection to .* failed/);
  const agnes = await agentAtWork(scene, 'Agnes');
  const ada = await visitor();
  await ada.chooses('A person');
  await ada.isCalled('Ada');
  await ada.says('hello');
  await agnes.takes('Ada');
  const restart = await stopRelay();
  await ada.says('from Ada');
  await agnes.says('from Agnes');
  await restart();
  await agnes.sees('from Ada');
  await ada.sees('from Agnes');
  await ada.seesStored('from Ada');
  await expect.poll(() => agnes.lines()).toEqual(await ada.lines());
  expect(new Set(await ada.lines())).toEqual(new Set(['hello', 'from Ada', 'from Agnes']));
});
