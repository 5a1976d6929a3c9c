import { expect } from 'vitest';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';

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
  expect(await ada.lines()).toEqual(['before it', 'it before', 'during it', 'it during']);
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
    expect(await ada.lines()).toEqual(['one', 'mat', 'two three', 'mat mat']);
  },
);

journey('a restart of the relay loses nobody a line', async (scene) => {
  const { browsing, stage, staff, visitor, stopRelay } = scene;
  browsing.trouble.allow(/WebSocket connection to .* failed/);
  const agent = await stage.people.agent({ name: 'Agnes' });
  const desk = await staff();
  await desk.signsIn(agent.email, agent.password);
  const agnes = agentAt(desk.page);
  await agnes.isConnected();
  await agnes.goesOnline();
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
  expect(await agnes.lines()).toEqual(await ada.lines());
  expect(new Set(await ada.lines())).toEqual(new Set(['hello', 'from Ada', 'from Agnes']));
});
