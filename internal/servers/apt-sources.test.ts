import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepLines, keepStanzas, readDistributionSources } from './apt-sources.ts';

describe('package sources in the one-line format', () => {
  test('those of the distribution stay, for packages alone', () => {
    const text = [
      '# a comment',
      'deb http://mirror.example/debian bookworm main contrib non-free # trailing',
      'deb [arch=amd64] http://sec.example/debian bookworm-security main',
      'deb-src http://mirror.example/debian bookworm main',
    ].join('\n');
    expect(keepLines(text, 'bookworm')).toEqual([
      'deb [target=Packages lang=none] http://mirror.example/debian bookworm main',
      'deb [arch=amd64 target=Packages lang=none] http://sec.example/debian bookworm-security main',
    ]);
  });

  test.each([
    'deb https://packages.example.com/apt cloud-sdk-bookworm main',
    'deb [signed-by=/etc/apt/keyrings/mariadb.pgp] https://deb.example.org/11 bookworm main',
    'deb https://download.example.com/linux/debian bookworm stable',
    'deb cdrom:[Debian 12]/ bookworm main',
    'deb http://mirror.example/debian bookworm-backports main',
    'deb http://mirror.example/debian bookworm contrib',
  ])('%s is passed over', (line) => {
    expect(keepLines(line, 'bookworm')).toEqual([]);
  });

  test('Ubuntu keeps its universe, where the servers are', () => {
    expect(
      keepLines('deb http://ubuntu.example/ubuntu noble-updates main universe multiverse', 'noble'),
    ).toEqual([
      'deb [target=Packages lang=none] http://ubuntu.example/ubuntu noble-updates main universe',
    ]);
  });
});

describe('package sources in the deb822 format', () => {
  const debian = [
    'Types: deb deb-src',
    '# an older mirror',
    'URIs: http://mirror.example/debian',
    'Suites: bookworm bookworm-updates bookworm-backports',
    'Components: main contrib',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
  ].join('\n');

  test('those of the distribution stay, for packages alone', () => {
    expect(keepStanzas(debian, 'bookworm')).toEqual([
      [
        'Types: deb',
        'Suites: bookworm bookworm-updates',
        'Components: main',
        'Targets: Packages',
        'Languages: none',
        'URIs: http://mirror.example/debian',
        'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      ].join('\n'),
    ]);
  });

  test('an embedded key keeps its lines', () => {
    const key = 'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ==\n -----END';
    const [stanza] = keepStanzas(debian.replace(/Signed-By.*/, key), 'bookworm');
    expect(stanza).toContain(key);
  });

  test('other publishers and what is switched off are passed over', () => {
    const other = debian.replace('debian-archive-keyring', 'nodesource');
    expect(keepStanzas(`${other}\n\nEnabled: no\n${debian}`, 'bookworm')).toEqual([]);
  });
});

test('a machine with sources in every format and place', async () => {
  const etc = mkdtempSync(join(tmpdir(), 'natter-apt-'));
  onTestFinished(() => rm(etc, { recursive: true }));
  mkdirSync(join(etc, 'sources.list.d'));
  const line = (host: string) => `deb http://${host}/debian trixie main\n`;
  writeFileSync(join(etc, 'sources.list'), line('one'));
  writeFileSync(join(etc, 'sources.list.d/two.list'), line('two'));
  writeFileSync(join(etc, 'sources.list.d/old.list.save'), line('old'));
  const stanza = 'Types: deb\nURIs: http://three/debian\nSuites: stable\nComponents: main\n';
  writeFileSync(join(etc, 'sources.list.d/three.sources'), stanza);
  const { list, sources } = await readDistributionSources('trixie', etc);
  expect(list.split('\n')).toHaveLength(2);
  expect(list).toMatch(/one[\s\S]*two/);
  expect(sources).toContain('three');
});
