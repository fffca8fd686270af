import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure } from '../../lab/errors.ts';
import type { OpenDoor } from '../../lab/bench/ui/bench-ui.ts';

const start = fileURLToPath(new URL('../start.ts', import.meta.url));

/** Starts the browser door as `npm start` does, in a process group and with settings of its own. */
export async function openBrowserDoor(project: string): Promise<OpenDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-door-'));
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ welcomed: true }));
  const begun = performance.now();
  const child = spawn(process.execPath, [start, '--browser', '--project', project], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HORNBOOK_SETTINGS: settings, HORNBOOK_PORT: '0' },
  });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      said += text.toString('utf8');
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => {
      reject(failure('bench-failed', `The browser door did not open: ${said.trim()}`));
    });
  });
  return {
    address,
    pid: child.pid!,
    openMs: performance.now() - begun,
    async close() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
