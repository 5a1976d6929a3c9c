import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { volumesOf } from '../../deploy/volumes.ts';
import { secretSettings, settings } from '../../internal/config/settings.ts';
import { composeSchema, readComposeFile, type Service } from './compose-file.ts';

const compose = readComposeFile();
const services = Object.entries(compose.services);
const oneShots = ['setup', 'migrate'];
const tools = services.filter(([, service]) => service.profiles).map(([name]) => name);
const lasting = services.filter(([name]) => ![...oneShots, ...tools].includes(name));
const ofOurImage = services.filter(([, service]) => service.image === 'natter');
const password = 'a'.repeat(32);
const volumes = volumesOf({
  nats: Object.fromEntries(
    ['web', 'relay', 'files', 'courier', 'dbmgr', 'operator', 'chat-bot', 'mat-bot'].map((user) => [
      user,
      password,
    ]),
  ),
  mysql: { root: password, migrate: password, dbmgr: password, web: password },
  sessionSecret: password,
  tokenKey: password,
  relaySecret: password,
  filesSecret: password,
  pushKey: password,
  store: { accessKeyId: password, secretAccessKey: password },
});

const networksOf = (service: Service): string[] =>
  Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});

describe('docker-compose.yml', () => {
  test('follows the Compose Specification', () => {
    const schema = composeSchema();
    expect(schema.safeParse(compose).error?.issues ?? []).toEqual([]);
    const typing = { ...compose, services: { web: { imagee: 'x' } } };
    expect(schema.safeParse(typing).success).toBe(false);
  });

  test('runs the mesh with two of what may be several', () => {
    const replicas = Object.fromEntries(
      lasting.map(([name, service]) => [name, service.deploy?.replicas ?? 1]),
    );
    expect(replicas).toEqual({
      nats: 1,
      mysql: 1,
      minio: 1,
      dbmgr: 2,
      files: 2,
      courier: 2,
      relay: 2,
      web: 2,
      'chat-bot': 1,
      'mat-bot': 1,
      nginx: 1,
    });
  });

  test.each(lasting)('%s is watched, restarted and started in order', (_name, service) => {
    expect(service.healthcheck?.test[0]).toBe('CMD');
    expect(service.restart).toBe('unless-stopped');
    const waitsFor = Object.entries(service.depends_on ?? {});
    expect(waitsFor.length).toBeGreaterThan(0);
    for (const [other, { condition }] of waitsFor) {
      const ends = oneShots.includes(other);
      expect(condition).toBe(ends ? 'service_completed_successfully' : 'service_healthy');
      expect(compose.services).toHaveProperty(other);
    }
  });

  test.each(services)('%s runs without root, rights or a writable disk', (_name, service) => {
    expect(service).toMatchObject({
      user: '1000:1000',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect([service.privileged, service.cap_add]).toEqual([undefined, undefined]);
  });

  test('K1: no secret stands in it, and each service reads its own', () => {
    for (const [name, service] of ofOurImage.filter(([other]) => other !== 'setup')) {
      const source = tools.includes(name) ? 'migrate' : name;
      const own = { type: 'volume', source, target: '/secrets', read_only: true };
      // Only who registers automations sees what setup knows.
      const all = { type: 'volume', source: 'setup', target: '/volumes/setup' };
      const mail = { type: 'volume', source: 'mail', target: '/home/natter' };
      const further: Record<string, object[]> = { automation: [all], courier: [mail] };
      expect(service.volumes).toEqual([own, ...(further[name] ?? [])]);
      for (const [setting, value] of Object.entries(service.environment ?? {})) {
        expect(secretSettings).not.toContain(setting);
        if (!value.startsWith('/secrets/')) continue;
        expect(volumes[source]).toHaveProperty([value.replace('/secrets/', '')]);
      }
    }
    for (const [, service] of services) {
      const text = JSON.stringify(service);
      expect(text).not.toMatch(/:\/\/[^/"@]*:[^/"@]*@/);
      expect(text).not.toMatch(/(PASSWORD|SECRET|TOKEN_KEY)"/);
    }
  });

  test.each(ofOurImage)(
    '%s has settings that exist, and a program that exists',
    (_name, service) => {
      for (const name of Object.keys(service.environment ?? {})) {
        expect(Object.keys(settings)).toContain(name.replace(/_FILE$/, ''));
      }
      const program = [...(service.entrypoint ?? []), ...(service.command ?? [])].find((word) =>
        word.endsWith('.ts'),
      );
      expect(existsSync(program ?? '')).toBe(true);
    },
  );

  test.each(['dbmgr', 'files', 'courier', 'relay', 'web', 'chat-bot', 'mat-bot'])(
    'K5: O5: %s runs without __proto__ and takes no debugger',
    (name) => {
      expect(compose.services[name]?.command).toEqual([
        'node',
        '--disable-proto=delete',
        '--disable-sigusr1',
        '--max-semi-space-size=8',
        `cmd/${name}.ts`,
      ]);
    },
  );

  test('N1: only nginx is published, on loopback unless somebody says otherwise', () => {
    for (const [name, service] of services) {
      expect(service.ports).toEqual(name === 'nginx' ? ['127.0.0.1:8080:8080'] : undefined);
      expect(service.network_mode).toBe(name === 'setup' ? 'none' : undefined);
    }
    const published = readComposeFile({ LISTEN: '0.0.0.0:80' }).services.nginx;
    expect(published?.ports).toEqual(['0.0.0.0:80:8080']);
    expect(compose.networks.bus).toEqual({ internal: true });
    expect(compose.networks.data).toEqual({ internal: true });
    expect(compose.networks.store).toEqual({ internal: true });
    expect(compose.networks.front).toMatchObject({ internal: true });
  });

  test('only who speaks SQL reaches the database, only who speaks NATS reaches the bus', () => {
    const on = (network: string) =>
      services.filter(([, service]) => networksOf(service).includes(network)).map(([name]) => name);
    expect(on('data').sort()).toEqual([...tools, 'dbmgr', 'migrate', 'mysql', 'web'].sort());
    expect(on('bus').sort()).toEqual([
      'chat-bot',
      'courier',
      'dbmgr',
      'files',
      'mat-bot',
      'nats',
      'relay',
      'web',
    ]);
    expect(on('store').sort()).toEqual(['files', 'minio', 'nginx']);
    expect(on('out')).toEqual(['courier']);
    expect(on('front').sort()).toEqual(['nginx', 'relay', 'web']);
    expect(on('edge')).toEqual(['nginx']);
  });

  test('no image puts what is its own into a volume that data is to come into', () => {
    const mounts = ['nats', 'mysql', 'minio'].flatMap((name) =>
      (compose.services[name]?.volumes ?? []).filter(
        ({ type, target }) => type === 'volume' && !['/secrets', '/etc/natter'].includes(target),
      ),
    );
    expect(mounts.map(({ source }) => source)).toEqual([
      'nats-data',
      'mysql-init',
      'mysql-data',
      'minio-data',
    ]);
    for (const { volume } of mounts) expect(volume).toEqual({ nocopy: true });
  });

  test('setup is the first to mount every volume', () => {
    const mounted = compose.services.setup?.volumes?.map(({ source }) => source) ?? [];
    expect(mounted.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    const filled = [...Object.keys(volumes), 'setup', 'mail', 'nats-data', 'mysql-data'];
    filled.push('minio-data');
    expect(mounted.toSorted()).toEqual(filled.toSorted());
  });
});
