import { readFileSync } from 'node:fs';

export type Instruction = { name: string; argument: string };

/** One `FROM … AS name` and what follows it. */
export type BuildStage = { from: string; name: string; instructions: Instruction[] };

/** Takes a Dockerfile apart (docs.docker.com, "Dockerfile reference"). */
export function readDockerfile(file: URL): BuildStage[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  const stages: BuildStage[] = [];
  for (const line of lines) {
    const [, name = '', argument = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [, from = '', as = ''] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(argument) ?? [];
      stages.push({ from, name: as, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, argument });
    }
  }
  return stages;
}
