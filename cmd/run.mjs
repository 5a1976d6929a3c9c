// @ts-check
// Runs one of natter's TypeScript programs: `node cmd/run.mjs [--dev] <script.ts> [args…]`. Works
// on Node 20 and without any package, installs what package-lock.json names, and hands over to a
// Node that runs TypeScript.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = realpathSync(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
/** Says for which lockfile the packages are, and whether those for development are in. */
const stampFile = join(modules, '.natter-installed.json');
const hiddenLockfile = join(modules, '.package-lock.json');
const oldest = { major: 24, minor: 12 };

/** What keeps a person from going on: shown alone, without a stack trace. */
class Refusal extends Error {}

/** @param {string} line */
const say = (line) => process.stderr.write(`${line}\n`);

/**
 * @typedef {{ dev?: boolean, os?: string | string[], cpu?: string | string[] }} LockedPackage
 * @typedef {{ lockfile?: string, dev?: boolean, node?: string, installing?: boolean }} Stamp
 */

/**
 * @param {string} path
 * @returns {(Stamp & { packages?: Record<string, LockedPackage> }) | undefined}
 */
function readJson(path) {
  try {
    return /** @type {Stamp} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** @param {boolean} dev Whether the packages for development are needed too. */
function isInstalled(dev) {
  const stamp = readJson(stampFile);
  const isCurrent = stamp?.lockfile === lockfileHash() && stamp.node === platform;
  return isCurrent && (stamp.dev === true || !dev);
}

const platform = `${process.platform}-${process.arch}`;

/**
 * Holds a lock for this checkout, which cannot outlive its holder: a socket that somebody listens
 * on. Waits while another command has it.
 * @returns {Promise<() => void>} Gives the lock back.
 */
async function lockInstall() {
  const name = `natter-install-${createHash('sha256').update(root).digest('hex').slice(0, 24)}`;
  const isAbstract = process.platform === 'linux';
  const path = isAbstract ? `\0${name}` : join(tmpdir(), `${name}.sock`);
  for (let isFirst = true; ; isFirst = false) {
    const server = createServer();
    /** @type {string | undefined} */
    const code = await new Promise((done) => {
      server.once('error', (error) => done('code' in error ? String(error.code) : error.message));
      server.listen(path, () => done(undefined));
    });
    if (code === undefined) return () => server.close();
    if (code !== 'EADDRINUSE') throw new Refusal(`packages cannot be installed: ${code} at a lock`);
    if (isFirst) say('another command is installing packages; waiting for it');
    const wasHeld = await untilClosed(path);
    if (!wasHeld && !isAbstract) rmSync(path, { force: true });
  }
}

/** @param {string} path @returns {Promise<boolean>} Whether somebody had been listening. */
function untilClosed(path) {
  return new Promise((done) => {
    let wasHeld = false;
    const socket = connect(path, () => (wasHeld = true));
    socket.on('error', () => {});
    socket.on('close', () => done(wasHeld));
    socket.resume();
  });
}

/** @param {boolean} dev */
async function ensureInstalled(dev) {
  if (isInstalled(dev)) return;
  const unlock = await lockInstall();
  try {
    if (!isInstalled(dev)) await install(dev || hasDevPackages());
  } finally {
    unlock();
  }
}

/** Somebody may have run `npm ci` by hand: what is there stays. */
function hasDevPackages() {
  const packages = readJson(hiddenLockfile)?.packages ?? {};
  return Object.values(packages).some((one) => one.dev === true);
}

/** @param {boolean} dev */
async function install(dev) {
  // npm writes its hidden lockfile last: without it, or after an interrupted run, start afresh.
  const isWhole = existsSync(hiddenLockfile);
  const isInterrupted = readJson(stampFile)?.installing === true;
  const isFresh = !isWhole || isInterrupted;
  say(
    isFresh
      ? `installing packages (first time, about ${dev ? 40 : 20} s)…`
      : `updating packages${dev ? ', those for development included' : ''}…`,
  );
  // `npm ci` empties node_modules first; where processes may run from it, add and replace only.
  if (!isFresh) writeFileSync(stampFile, JSON.stringify({ installing: true }));
  const command = isFresh ? ['ci'] : ['install', '--no-save'];
  const quiet = [
    '--ignore-scripts',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  ];
  await runNpm([...command, ...quiet, dev ? '--include=dev' : '--omit=dev'], dev);
  const stamp = { lockfile: lockfileHash(), dev, node: platform };
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
}

/** @param {string[]} args @param {boolean} dev */
async function runNpm(args, dev) {
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.c?js$/.test(own);
  const [program, first] = isNpm ? [process.execPath, [own]] : ['npm', []];
  const began = Date.now();
  const child = spawn(program, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += chunk));
  }
  const stopShowing = showInstalled(dev);
  /** @type {number | string | null} */
  const code = await new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (exitCode, signal) => done(exitCode ?? signal));
  });
  stopShowing();
  if (code !== 0) {
    const [complaint = ''] = output.split(/^npm error Usage:/m);
    say(complaint.split('\n').slice(0, 20).join('\n').trim());
    throw new Refusal(
      `the packages could not be installed (npm ended with ${code}); ` +
        'check the connection to your npm registry and run the command again.',
    );
  }
  say(`packages are installed (${Math.round((Date.now() - began) / 1000)} s)`);
}

/**
 * Shows how many packages are there, until the returned function is called.
 * @param {boolean} dev
 */
function showInstalled(dev) {
  const lockfile = readJson(join(root, 'package-lock.json'));
  const wanted = Object.entries(lockfile?.packages ?? {}).filter(
    ([path, { dev: isDev, os = [], cpu = [] }]) =>
      path !== '' &&
      (dev || !isDev) &&
      (os.length === 0 || os.includes(process.platform)) &&
      (cpu.length === 0 || cpu.includes(process.arch)),
  );
  const isTerminal = process.stderr.isTTY;
  const timer = setInterval(
    () => {
      const there = wanted.filter(([path]) => existsSync(join(root, path, 'package.json'))).length;
      const line = `  ${there} of ${wanted.length} packages`;
      process.stderr.write(isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    isTerminal ? 300 : 5_000,
  );
  return () => {
    clearInterval(timer);
    if (isTerminal) process.stderr.write('\r\u001b[2K');
  };
}

/** A Node that is recent enough: this one, or the one that came with the packages. */
function findNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isRecent = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  if (isRecent) return process.execPath;
  const packaged = join(modules, `node-${platform}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  throw new Refusal(
    `natter needs Node ${oldest.major}.${oldest.minor} or later and this is ` +
      `${process.versions.node} on ${platform}; install it from https://nodejs.org and run the ` +
      'command again.',
  );
}

/**
 * Runs the program to its end and ends as it does. Ctrl-C reaches it from the terminal; what is
 * sent to this process alone is passed on, and this process stays until the program has ended.
 * @param {string} node @param {string[]} args
 */
async function handOver(node, args) {
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter);
  const flags = ['--disable-proto=delete', '--disable-sigusr1'];
  const child = spawn(node, [...flags, ...args], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: join(modules, '.cache', 'node'), ...process.env, PATH: path },
  });
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  /** @type {number} */
  const exitCode = await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      done(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
  process.exit(exitCode);
}

const args = process.argv.slice(2);
const dev = args[0] === '--dev';
const [script, ...rest] = dev ? args.slice(1) : args;
try {
  if (!script) throw new Refusal('usage: node cmd/run.mjs [--dev] <script.ts> [args…]');
  await ensureInstalled(dev);
  await handOver(findNode(), [resolve(root, script), ...rest]);
} catch (error) {
  if (error instanceof Refusal) say(error.message);
  else say(error instanceof Error && error.stack ? error.stack : String(error));
  process.exit(1);
}
