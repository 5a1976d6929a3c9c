import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { matWords } from '../../mat-bot/mat-words.ts';
import { reverseWords } from '../../chat-bot/reverse-words.ts';
import { permissionsOf } from '../../internal/bus/permissions.ts';
import { errorCodes } from '../../internal/contract/errors.ts';
import { reply, task, tasks } from '../../internal/contract/tasks.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const page = read('../automations.md');
const json = [...page.matchAll(/```json\n([^`]*)```/g)].map(
  ([, text]) => JSON.parse(text!) as object,
);

describe('docs/automations.md', () => {
  test('shows both examples whole', () => {
    expect(page).toContain(`\`\`\`ts\n${read('./echo-automation.ts')}\`\`\``);
    expect(page).toContain(`\`\`\`sh\n${read('./echo-automation.sh')}\`\`\``);
  });

  test('names every subject that an automation may use', () => {
    const { publish, subscribe } = permissionsOf('echo-bot');
    for (const subjects of [publish, subscribe]) {
      expect(page).toContain(`\`\`\`\n${subjects.join('\n')}\n\`\`\``);
    }
  });

  test('shows a task and an answer as they are', () => {
    const [shownTask, shownReply] = json.map(
      (value) => JSON.parse(JSON.stringify(value).replaceAll('…', '')) as object,
    );
    expect(task.parse(shownTask)).toEqual(shownTask);
    expect(reply.parse(shownReply)).toEqual(shownReply);
  });

  test('lists the codes that a reply may be refused with', () => {
    const listed = errorCodes.filter((code) => page.includes(`| \`${code}\``));
    const expected = tasks.operations.reply.errors.filter((code) => code !== 'conflict');
    for (const code of expected) expect(listed).toContain(code);
  });

  test('says of the shipped automations what they do', () => {
    expect(page).toContain(`\`${reverseWords('Hello, big world!')}\``);
    expect(page).toContain(`\`${matWords('Hello, big world!')}\``);
    expect(page).toContain(`\`${reverseWords('我喜欢猫')}\``);
  });
});
