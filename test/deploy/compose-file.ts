import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** What of a service the tests look at; the schema has checked the rest. */
export type Service = {
  image?: string;
  command?: string[];
  entrypoint?: string[];
  user?: string;
  read_only?: boolean;
  privileged?: boolean;
  cap_add?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  network_mode?: string;
  networks?: string[] | Record<string, unknown>;
  ports?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  volumes?: {
    type: string;
    source: string;
    target: string;
    read_only?: boolean;
    volume?: { nocopy: boolean };
  }[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas: number };
};

export type ComposeFile = {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
};

const root = new URL('../../', import.meta.url);

/** The shipped file, with `${NAME:-default}` filled in from `env` as Compose does it. */
export function readComposeFile(env: Record<string, string> = {}): ComposeFile {
  const text = readFileSync(new URL('docker-compose.yml', root), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_all, name: string, rest: string) => {
    return env[name] || rest;
  });
  return parse(filled, { merge: true }) as ComposeFile;
}

/** The official schema of the Compose Specification, see compose-spec/README.md. */
export function composeSchema(): z.ZodType {
  const file = new URL('./compose-spec/compose-spec.json', import.meta.url);
  const { $id: _id, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  // The file names its dialect by an address that zod does not know.
  const dialect = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return z.fromJSONSchema({ ...schema, ...dialect } as Parameters<typeof z.fromJSONSchema>[0]);
}
