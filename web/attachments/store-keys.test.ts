import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { openFileStage } from '../../internal/testing/file-stage.ts';
import '../../internal/testing/run-facts.ts';
import { s3Environment, startS3Server } from '../../internal/testing/s3-server.ts';
import { openStoreDoor } from '../../internal/testing/store-door.ts';

test('F8: the key stays on the server, and nothing is ever made public', async () => {
  const secret = randomBytes(24).toString('base64url');
  await using s3 = await startS3Server(inject('facts').folder, { secretAccessKey: secret });
  await using before = await openStoreDoor(s3.url);
  await using room = await openFileStage({
    ...s3Environment(before.url),
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: secret,
  });
  room.stage.canaries.note(secret, "the store's key");
  const { ada, ben, team } = room;
  const seen: string[] = [];
  const note = async (answer: Response) => {
    seen.push(JSON.stringify([...answer.headers]), await answer.text());
    return answer;
  };
  const bytes = new TextEncoder().encode('for the team');
  const id = await room.upload(ada, bytes);
  seen.push(JSON.stringify(await room.wish(ada, { size: 3 })));
  await room.prepare(ada, id);
  await room.send(ada, id);
  const path = `/v1/attachments/${id}`;
  const read = await note(await room.api(ben, 'GET', path));
  await note(await room.api(ben, 'GET', path, undefined, { accept: 'application/json' }));
  await note(await fetch(read.headers.get('location')!));
  await note(await room.api(ben, 'GET', `/v1/channels/${team}/messages`));
  await note(await fetch(`${room.web.url}/login`));
  const altered = new URL(read.headers.get('location')!);
  altered.searchParams.set('X-Amz-Expires', '86400');
  const refused = await note(await fetch(altered));
  expect(refused.status).toBe(403);
  expect(seen.join('\n')).toContain(s3.accessKeyId);
  expect(room.stage.canaries.findIn(seen.join('\n'))).toEqual([]);
  expect(before.asked.length).toBeGreaterThan(5);
  const headers = before.asked.flatMap((one) => Object.keys(one.headers));
  expect(headers.filter((name) => /acl|grant|public/.test(name))).toEqual([]);
  const wishes = before.asked.map(({ method, path: asked }) => `${method} ${asked}`);
  expect(wishes.filter((wish) => /[?&](acl|policy|website|cors)\b/.test(wish))).toEqual([]);
  const unsigned = before.asked.filter(
    (one) => !('authorization' in one.headers) && !one.path.includes('X-Amz-Signature='),
  );
  expect(unsigned).toEqual([]);
});
