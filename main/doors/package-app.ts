/**
 * `npm run package`: the installers of this system, in `dist/`. Arguments go to electron-builder (`-- --dir` for the
 * app without an installer). Electron and the installer tools come from outside the npm registry, so a machine that
 * reaches nothing else is told so.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureApp } from './build.ts';

const root = join(import.meta.dirname, '..', '..');

/** One sentence for what electron-builder said when it failed. */
export function packagingFailure(said: string, version: string): string {
  const unreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|status code \d+|getaddrinfo|403 Forbidden/i;
  return unreachable.test(said)
    ? `Packaging needs Electron ${version} and the installer tools from github.com, which this machine did not reach; run it where github.com can be reached, or set ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR to mirrors of your own.`
    : 'electron-builder failed; its last lines above say why.';
}

function installedElectron(): string {
  const text = readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function packageApp(args: readonly string[]): Promise<number> {
  await ensureApp((line) => {
    console.error(line);
  });
  const script = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const done = spawnSync(
    process.execPath,
    [script, '--config', 'electron-builder.config.ts', '--publish', 'never', ...args],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      stdio: ['inherit', 'pipe', 'pipe'],
    },
  );
  const said = `${done.stdout}${done.stderr}`;
  console.error(said.trimEnd());
  if (done.status === 0) return 0;
  console.error(packagingFailure(said, installedElectron()));
  return 1;
}

if (import.meta.main) process.exitCode = await packageApp(process.argv.slice(2));
