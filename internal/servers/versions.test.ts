import { describe, expect, test } from 'vitest';
import {
  isRecentEnough,
  oldestVersion,
  parseMysqlVersion,
  parseNatsVersion,
  parseRedisVersion,
} from './versions.ts';

describe('versions of servers', () => {
  test('nats-server says its version after its name', () => {
    expect(parseNatsVersion('nats-server: v2.9.10\n')).toEqual({
      flavour: 'nats',
      version: '2.9.10',
    });
    expect(parseNatsVersion('something else 2.9.10')).toBeUndefined();
  });

  test('redis-server says its version after v=', () => {
    const output = 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1f';
    expect(parseRedisVersion(output)).toEqual({ flavour: 'redis', version: '7.0.15' });
    expect(parseRedisVersion('redis 7.0.15')).toBeUndefined();
  });

  test('MariaDB is told from MySQL whatever the program is called', () => {
    const mariadb =
      '/usr/sbin/mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu (Debian 12)';
    const asMysqld = 'mysqld  Ver 11.8.2-MariaDB for Linux on x86_64 (MariaDB Server)';
    const mysql = '/usr/sbin/mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL Community Server - GPL)';
    expect(parseMysqlVersion(mariadb)).toEqual({ flavour: 'mariadb', version: '10.11.14' });
    expect(parseMysqlVersion(asMysqld)).toEqual({ flavour: 'mariadb', version: '11.8.2' });
    expect(parseMysqlVersion(mysql)).toEqual({ flavour: 'mysql', version: '8.4.6' });
    expect(parseMysqlVersion('')).toBeUndefined();
  });

  test.each([
    ['nats', '2.9.0', true],
    ['nats', '2.10.27', true],
    ['nats', '2.8.4', false],
    ['nats', '1.99.0', false],
    ['mariadb', '10.11.6', true],
    ['mariadb', '10.6.22', false],
    ['mariadb', '11.4.2', true],
    ['mysql', '8.0.36', true],
    ['mysql', '8.0.35', false],
    ['mysql', '9.1.0', true],
  ] as const)('%s %s is recent enough: %s', (flavour, version, isEnough) => {
    expect(isRecentEnough({ flavour, version })).toBe(isEnough);
  });

  test('the oldest version is named as people write it', () => {
    expect(oldestVersion('nats')).toBe('2.9');
    expect(oldestVersion('mysql')).toBe('8.0.36');
  });
});
