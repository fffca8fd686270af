import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceFiles } from './imports.ts';

const files = sourceFiles('main', 'preload', 'renderer');
const lines = new Map(
  files.map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1]),
);

describe('source files', () => {
  it('none is longer than 400 lines', () => {
    expect([...lines].filter(([, count]) => count > 400)).toEqual([]);
  });

  it('half of them are shorter than 150', () => {
    const counts = [...lines.values()].sort((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(150);
  });

  it('none has a name that says nothing', () => {
    const empty = /(^|[/-])(utils?|helpers?|common|manager|service|handlers?)([./-]|$)/i;
    expect(files.filter((file) => empty.test(file))).toEqual([]);
  });

  it("Electron's entry stays under 80 lines", () => {
    expect(lines.get('main/index.ts')).toBeLessThan(80);
  });

  it('nothing is left for later', () => {
    const left = files.filter((file) => /\b(TODO|FIXME|XXX)\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(left).toEqual([]);
  });
});

describe('the lockfile', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<
      string,
      { resolved?: string; integrity?: string; link?: boolean; hasInstallScript?: boolean }
    >;
  };

  it('names no registry, so it installs from whichever one the machine is set to', () => {
    const named = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
    expect(named.map(([path]) => path)).toEqual([]);
  });

  it('holds the hash of every package', () => {
    const bare = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== '' && !entry.integrity && !entry.link,
    );
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  // That script fetches gigabytes of CUDA's libraries from outside the registry. An npm before 11.19 knows no
  // allowScripts; none runs a script of which the lockfile says nothing. An upgrade of the package writes the mark anew.
  it("does not have onnxruntime-node's install script run", () => {
    expect(lock.packages['node_modules/onnxruntime-node']).toBeDefined();
    expect(lock.packages['node_modules/onnxruntime-node']?.hasInstallScript).toBeUndefined();
  });
});
