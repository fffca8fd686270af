import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const built = ['out/test-renderer', 'out/renderer']
  .map((folder) => join(root, folder))
  .find((folder) => existsSync(join(folder, 'index.html')));

/** Everything that the page asks for before its first view stands: scripts, styles, and the faces that those name. */
function firstView(folder: string): string[] {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file!);
  const faces = named
    .filter((file) => file.endsWith('.css'))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/url\("?\.?\/?([^")]+\.woff2)"?\)/g),
    ])
    .map(([, face]) => `assets/${face!.split('/').at(-1)!}`);
  return [...new Set(['index.html', ...named, ...faces])];
}

describe.skipIf(built === undefined)('the built renderer (skipped where nothing is built yet)', () => {
  it('brings its first view in under 400 kB gzipped', () => {
    const files = firstView(built!).map((file) => ({
      file,
      bytes: gzipSync(readFileSync(join(built!, file))).length,
    }));
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    console.info(`The first view is ${(total / 1000).toFixed(0)} kB gzipped, faces and all.`);
    expect(files.length).toBeGreaterThan(4);
    expect(total).toBeLessThan(400_000);
  });
});
