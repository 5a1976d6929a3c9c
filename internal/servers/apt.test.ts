import { expect, test } from 'vitest';
import { percentOf, readDependencies, readSizes } from './apt.ts';

test('progress is read from the status lines of apt', () => {
  expect(percentOf('dlstatus:3:41.5097:Retrieving file 3 of 5')).toBeCloseTo(41.5, 1);
  expect(percentOf('pmstatus:dpkg:50:Installing')).toBeUndefined();
});

test('the sizes of announced downloads are added up', () => {
  const output = [
    "'http://deb.example/libaio1_0.3.113-4_amd64.deb' libaio1_0.3.113-4_amd64.deb 13360 SHA256:d1",
    "'http://deb.example/nats_2.9.10-1%2bb3_amd64.deb' nats_2.9.10_amd64.deb 3644664 SHA256:9f",
    '',
  ].join('\n');
  expect(readSizes(output)).toBe(13360 + 3644664);
});

test('dependencies come with their alternatives, without versions', () => {
  const output = [
    'Package: server',
    'Pre-Depends: init-system-helpers (>= 1.54~)',
    'Depends: libaio1t64 (>= 0.3.93) | libaio1, libc6 (>= 2.34), perl:any',
    'Description: Depends: nothing',
  ].join('\n');
  expect(readDependencies(output)).toEqual([
    ['init-system-helpers'],
    ['libaio1t64', 'libaio1'],
    ['libc6'],
    ['perl'],
  ]);
});
