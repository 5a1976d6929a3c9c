import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '../internal/contract/errors.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';
import { startSu, su, suAtTerminal } from './testing/shell.ts';

let stage: Stage;
let env: { MYSQL_URL: string; MIGRATE_MYSQL_URL: string; SESSION_MYSQL_URL: string };

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const { main, migrate, sessions } = stage.database.urls;
  env = { MYSQL_URL: main, MIGRATE_MYSQL_URL: migrate, SESSION_MYSQL_URL: sessions };
});
afterAll(() => stage[Symbol.asyncDispose]());

let made = 0;
const add = (password: string, ...rest: string[]) => {
  const email = `root-${++made}@example.com`;
  const args = ['add', '--name', 'Root', '--email', email, '--password-stdin', ...rest];
  return su(env, args, `${password}\n`);
};
const superAdmins = () =>
  stage.sql("SELECT name, email, active FROM people WHERE role = 'super_admin'");
const empty = () => stage.sql("DELETE FROM people WHERE role = 'super_admin'");

test('L12: the first super admin is added, a second one only when it is meant', async () => {
  await empty();
  const password = stage.canaries.password();
  const first = await add(password);
  expect(first).toEqual({
    code: 0,
    stdout: `Root <root-${made}@example.com> is a super admin now.\n`,
    stderr: '',
  });
  const call = await stage.call.web();
  const { login } = await call.logins.signIn({ login: `root-${made}@example.com`, password });
  expect(login.user.role).toBe('super_admin');
  const second = await add(password);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(
    /^There is a super admin already \(root-\d+@example\.com\); to add/,
  );
  expect((await add(password, '--another')).code).toBe(0);
  expect((await superAdmins()).length).toBe(2);
});

test('O3: of two that add at once, one does', async () => {
  await empty();
  const password = stage.canaries.password();
  const results = await Promise.all([add(password), add(password), add(password)]);
  expect(results.map(({ code }) => String(code)).toSorted()).toEqual(['0', '1', '1']);
  expect((await superAdmins()).length).toBe(1);
});

test('O3: killed at any moment there is one super admin or none; a rerun is enough', async () => {
  for (const afterMs of [250, 400, 550, 700]) {
    await empty();
    const args = ['add', '--name', 'Root', '--email', 'root@example.com', '--password-stdin'];
    const run = startSu(env, args, `${stage.canaries.password()}\n`);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    run.kill();
    await run.finished;
    expect((await superAdmins()).length).toBeLessThanOrEqual(1);
    await su(env, args, `${stage.canaries.password()}\n`);
    expect(await superAdmins()).toEqual([{ name: 'Root', email: 'root@example.com', active: 1 }]);
  }
});

test('what is wrong with a name, address or password is said; nothing changes', async () => {
  await empty();
  const good = { name: 'Root', email: 'root@example.com', password: stage.canaries.password() };
  const another = 'Choose another; nothing was changed.\n';
  const cases: [Partial<typeof good>, string][] = [
    [{ name: '  ' }, 'The name is missing. Nothing was changed.\n'],
    [{ name: 'x'.repeat(81) }, 'The name is longer than 80 characters. Nothing was changed.\n'],
    [
      { name: 'a\u001b[31mb' },
      'The name holds characters that cannot be shown. Nothing was changed.\n',
    ],
    [{ email: 'root' }, 'The e-mail address is not an e-mail address. Nothing was changed.\n'],
    [{ password: 'short' }, 'The password is shorter than 12 characters. Nothing was changed.\n'],
    [
      { password: 'x'.repeat(257) },
      'The password is longer than 256 characters. Nothing was changed.\n',
    ],
    [
      { password: 'password1234' },
      'The password is one of the passwords that are tried first. ' + another,
    ],
    [
      { password: 'root@example.com' },
      'The password is made of your name, address or Natter itself. ' + another,
    ],
  ];
  for (const [wrong, reason] of cases) {
    const { name, email, password } = { ...good, ...wrong };
    const args = ['add', '--name', name, '--email', email, '--password-stdin'];
    expect(await su(env, args, `${password}\n`)).toEqual({ code: 1, stdout: '', stderr: reason });
  }
  expect(await superAdmins()).toEqual([]);
});

test('O1: a password on the command line is refused and not repeated', async () => {
  const secret = stage.canaries.password();
  for (const args of [
    ['add', '--name', 'x', '--email', 'x@example.com', '--password', secret],
    ['add', '--name', 'x', '--email', 'x@example.com', `--password=${secret}`],
    ['add', '--name', 'x', '--email', 'x@example.com', `-p${secret}`],
    ['passwd', '--email', 'x@example.com', secret],
  ]) {
    const { code, stderr, stdout } = await su(env, args);
    expect(code).toBe(2);
    expect(stderr + stdout).not.toContain(secret);
  }
});

test('wrong usage is exit code 2, help is 0', async () => {
  for (const args of [
    [],
    ['frobnicate'],
    ['add'],
    ['add', '--name', 'x'],
    ['list', 'more'],
    ['passwd'],
  ]) {
    expect({ args, code: (await su(env, args)).code }).toEqual({ args, code: 2 });
  }
  const piped = await su(env, ['passwd', '--email', 'x@example.com']);
  expect(piped).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--password-stdin\.\n$/) as string,
  });
  expect((await su(env, ['--help'])).code).toBe(0);
});

test('escape sequences never reach the terminal', async () => {
  await empty();
  await add(stage.canaries.password());
  const forged = 'Eve\u001b[2J\u009b31m\r\nRoot <root@example.com> active\u202e';
  await stage.sql("UPDATE people SET name = ? WHERE role = 'super_admin'", [forged]);
  const shown = [
    await su(env, ['list']),
    await su(env, ['\u001b[31mred']),
    await su(env, ['remove', '--email', '\u001b[31mred@example.com']),
    await su(
      env,
      ['add', '--name', 'x', '--email', '\u001b]0;title\u0007', '--password-stdin'],
      'x',
    ),
  ];
  for (const { stdout, stderr } of shown) {
    // oxlint-disable-next-line no-control-regex
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
  expect(shown[0]!.stdout.split('\n').length).toBe(2);
});

test('all super admins are listed, with who is inactive', async () => {
  await empty();
  expect((await su(env, ['list'])).stdout).toMatch(/^There is no super admin\./);
  await add(stage.canaries.password());
  await add(stage.canaries.password(), '--another');
  await stage.sql('UPDATE people SET active = FALSE WHERE email = ?', [`root-${made}@example.com`]);
  const lines = (await su(env, ['list'])).stdout.trimEnd().split('\n');
  expect(lines).toEqual([
    `Root <root-${made - 1}@example.com> active, never signed in`,
    `Root <root-${made}@example.com> INACTIVE, never signed in`,
  ]);
});

test('L11: a new password and a removal end whatever that person had open', async () => {
  await empty();
  const [old, fresh] = [stage.canaries.password(), stage.canaries.password()];
  await add(old);
  const email = `root-${made}@example.com`;
  const call = await stage.call.web();
  const codeOf = (error: AppError) => error.code;
  const before = await call.logins.signIn({ login: email, password: old });
  const changed = await su(
    env,
    ['passwd', '--email', email.toUpperCase(), '--password-stdin'],
    fresh,
  );
  expect(changed).toMatchObject({ code: 0, stderr: '' });
  const login = before.login.id;
  expect(await call.logins.readLogin({}, { login }).catch(codeOf)).toBe('unauthenticated');
  expect(await call.logins.signIn({ login: email, password: old }).catch(codeOf)).toBe(
    'unauthenticated',
  );
  const after = await call.logins.signIn({ login: email, password: fresh });
  expect(after.login.auth_version).toBe(2);
  expect((await su(env, ['remove', '--email', email])).code).toBe(0);
  expect(await call.logins.readLogin({}, { login: after.login.id }).catch(codeOf)).toBe(
    'unauthenticated',
  );
  const relay = await stage.call.relay();
  const leases = await relay.logins.renewLeases({ logins: [login, after.login.id] });
  expect(leases.dead.length).toBe(2);
  const gone = await su(env, ['remove', '--email', email]);
  expect(gone).toEqual({
    code: 1,
    stdout: '',
    stderr: `There is nobody with the e-mail address ${email}.\n`,
  });
});

test('who is no super admin is not removed; the password of any staff can be set', async () => {
  const agent = await stage.people.agent();
  expect((await su(env, ['remove', '--email', agent.email])).code).toBe(1);
  const password = stage.canaries.password();
  const set = await su(env, ['passwd', '--email', agent.email, '--password-stdin'], password);
  expect(set.code).toBe(0);
  await stage.people.signIn({ ...agent, password });
});

test('A10: what is done at the shell stands in the audit log', async () => {
  await empty();
  await add(stage.canaries.password());
  const [entry] = await stage.sql('SELECT * FROM audit ORDER BY id DESC LIMIT 1');
  expect(entry).toMatchObject({
    action: 'su.add',
    actor: expect.stringMatching(/at the shell$/) as string,
    actor_role: 'operator',
    address: 'shell',
    target: `Root <root-${made}@example.com>`,
  });
});

test('a database it cannot use is one sentence', async () => {
  const wrong = new URL(env.MIGRATE_MYSQL_URL);
  wrong.password = 'not-the-password';
  const refused = await su({ ...env, MIGRATE_MYSQL_URL: wrong.href }, ['list']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^The database server refuses .* in MIGRATE_MYSQL_URL: [^\n]*\n$/);
  wrong.port = '1';
  const silent = await su({ MYSQL_URL: wrong.href }, ['list']);
  expect(silent.stderr).toBe(
    'No database server answers at MYSQL_URL: start it, or correct the URL.\n',
  );
  expect((await su({ MYSQL_URL: 'http://x' }, ['list'])).stderr).toMatch(
    /^MYSQL_URL must be a URL/,
  );
});

test('O1: the password is asked for twice at the terminal and never shown', async () => {
  await empty();
  const password = `${stage.canaries.password()}é`;
  const args = ['add', '--name', 'Root', '--email', 'tty@example.com'];
  const result = await suAtTerminal(env, args, [
    ['Password: ', `${password}\r`],
    ['The same again: ', 'another one\r'],
    ['Password: ', `${password}xx\u007f\u007f\r`],
    ['The same again: ', `wrong\u0015${password}\r`],
  ]);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain('The two differ. Type it again.');
  expect(result.stdout).toContain('Root <tty@example.com> is a super admin now.');
  expect(result.stdout).not.toContain(password.slice(0, 6));
  const call = await stage.call.web();
  await call.logins.signIn({ login: 'tty@example.com', password });
});

test('Ctrl-C at the question changes nothing', async () => {
  await empty();
  const args = ['add', '--name', 'Root', '--email', 'tty@example.com'];
  const result = await suAtTerminal(env, args, [['Password: ', 'half a pass\u0003']]);
  expect(result.code).toBe(130);
  expect(result.stdout).not.toContain('half a pass');
  expect(await superAdmins()).toEqual([]);
});

test('what is typed ahead of a question is its answer', async () => {
  await empty();
  const password = stage.canaries.password();
  const args = ['add', '--name', 'Root', '--email', 'tty@example.com'];
  const result = await suAtTerminal(env, args, [['Password: ', `${password}\r${password}\r`]]);
  expect(result.code).toBe(0);
  expect((await superAdmins()).length).toBe(1);
});
