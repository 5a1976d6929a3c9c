import { type Fault, faultsAtLines, type Project } from './fault.ts';
import { isCode, isTest } from './source-files.ts';

/** Written in two parts so that this file does not break its own rules. */
function word(...parts: string[]): RegExp {
  return new RegExp(parts.join(''));
}

const openNotes = word('\\b(TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK)\\b');
const offSwitches = word('\\b(test|it|describe|suite)\\.(sk', 'ip|on', 'ly|to', 'do|fails)\\b');
const mocks = word('\\bvi\\.(mo', 'ck|doMo', 'ck|stub)');
const exits = word('\\bprocess\\.(ex', 'it\\(|abort\\(|reallyExit)');
const privatePaths = word('(?<![\\w.$}])/(ho', 'me/|Us', 'ers/|wo', 'rk/|ro', 'ot/)[\\w.-]+/');

/** Paths in these are those inside an image. */
function isInContainers(path: string): boolean {
  return /^(Dockerfile|docker-compose\.yml|deploy\/.*)$/.test(path);
}

/** Lines that no file may hold. */
export function findForbiddenLines({ files }: Project): Fault[] {
  const isText = (path: string) => path !== 'package-lock.json';
  return [
    ...faultsAtLines(files, isText, openNotes, 'an open note; do it or say it in an issue'),
    ...faultsAtLines(
      files,
      isTest,
      offSwitches,
      'a test that is switched off, or switches others off',
    ),
    ...faultsAtLines(files, isCode, mocks, 'a mock; tests run on the real thing'),
    ...faultsAtLines(
      files,
      (path) => isText(path) && !isInContainers(path),
      privatePaths,
      "a path of one person's machine",
    ),
    ...faultsAtLines(
      files,
      (path) => isCode(path) && !/^(cmd|test)\//.test(path) && !isTest(path),
      exits,
      'ends the process; only cmd/ may',
    ),
  ];
}
