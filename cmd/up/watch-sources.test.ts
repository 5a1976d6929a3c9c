import { expect, test } from 'vitest';
import { stagesToRestart } from './watch-sources.ts';

test.each([
  ['web/chat/routes.ts', ['web']],
  ['chat-bot/reverse-words.ts', ['bots']],
  ['internal/bus/connect.ts', ['dbmgr', 'files', 'courier', 'bots', 'relay', 'web']],
  ['relay/hub.test.ts', []],
  ['docs/widget.md', []],
])('a change of %s restarts %s', (file, stages) => {
  expect(stagesToRestart(file)).toEqual(stages);
});
