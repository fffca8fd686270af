// The first step of every npm script, in plain JavaScript for any Node from 18 on: makes sure that the
// dependencies are there, then hands over to the Node that the project pins. Messages go to standard
// error, so that `--json` leaves one document on standard output.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const windows = process.platform === 'win32';

const entries = {
  start: 'main/doors/start.ts',
  lab: 'main/doors/cli/main.ts',
  test: 'main/doors/checks.ts',
  package: 'main/doors/package-app.ts',
};

/** @param {string} sentence @param {number} code @returns {never} */
function give(sentence, code = 1) {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ error: { code: 'setup-failed', message: sentence } }));
  } else console.error(sentence);
  process.exit(code);
}

/** Whether every package of the lockfile is installed in its version; optional ones may be missing. */
function dependenciesAreCurrent() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const there = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
      if (path === '') return true;
      const found = there[path];
      return found === undefined ? optional === true || peer === true : found.version === version;
    });
  } catch {
    return false;
  }
}

function installDependencies() {
  const lock = join(root, '.installing');
  takeLock(lock);
  const release = () => rmSync(lock, { force: true });
  process.on('exit', release);
  if (!dependenciesAreCurrent()) {
    console.error('Installing dependencies (npm ci), which takes a minute or two …');
    const start = Date.now();
    // A production setting in the environment would leave out the pinned Node and the build tools.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
    const done = runNpm(args);
    if (done.error || done.status !== 0) {
      const said = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim();
      if (said) console.error(said.split('\n').slice(0, 20).join('\n'));
      const why = done.error ? ` (${done.error.message})` : '';
      give(`The dependencies could not be installed${why}; run npm ci to see why.`);
    }
    console.error(`Installed dependencies in ${Math.round((Date.now() - start) / 1000)} s.`);
  }
  release();
}

/** Two scripts started at once on a fresh clone must not install into one folder; a dead one holds nothing. */
function takeLock(lock) {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') give(`The folder ${root} cannot be written to (${error.code}).`);
      if (isDead(lock)) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
}

function isDead(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH' || error.code === 'ERR_INVALID_ARG_TYPE';
  }
}

/** npm as it was called, else the one on the path. */
function runNpm(args) {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] };
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') && existsSync(script)
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: windows });
}

/** The pinned Node; where install scripts are off its own is run now, or this one serves if new enough. */
function pinnedNode() {
  const folder = join(root, 'node_modules', 'node');
  const binary = join(folder, 'bin', windows ? 'node.exe' : 'node');
  const script = join(folder, 'installArchSpecificPackage.js');
  if (!existsSync(binary) && existsSync(script)) {
    spawnSync(process.execPath, [script], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  if (existsSync(binary)) return binary;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return give(
    `Hornbook runs on Node 24, which npm did not install (its install script is off) and this is ${process.version}; run "npm rebuild node" or use Node 24.`,
  );
}

function run(binary, entry, args) {
  const child = spawn(binary, ['--disable-warning=ExperimentalWarning', join(root, entry), ...args], {
    // The channel tells the program when this launcher is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, HORNBOOK_LAUNCHED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      child.kill(signal);
    });
  }
  child.on('error', (error) => give(`The program could not be started (${error.message}).`));
  child.on('exit', (code, signal) => {
    process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
  });
}

const [command = '', ...args] = process.argv.slice(2);
const entry = entries[command];
if (entry === undefined)
  give(`There is no command ${JSON.stringify(command)}; use start, lab, test or package.`, 2);
if (!dependenciesAreCurrent()) installDependencies();
run(pinnedNode(), entry, args);
