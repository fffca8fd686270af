import { describe, expect, it } from 'vitest';
import type { Import } from './imports.ts';
import { importsOf, layerOf, parseImports, sourceFiles } from './imports.ts';

/** Which layers a layer may import (design §2). The doors may also import the electron door's siblings. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'main/core': ['main/core'],
  'main/node': ['main/node', 'main/core'],
  'main/jobs': ['main/jobs', 'main/node', 'main/core'],
  'main/lab': ['main/lab', 'main/jobs', 'main/node', 'main/core', 'preload/contract'],
  'main/doors': ['main/doors', 'main/lab', 'preload/contract'],
  entry: ['main/doors'],
  preload: ['preload/contract'],
  'preload/contract': ['preload/contract', 'main/core'],
  renderer: ['renderer', 'preload/contract', 'resources'],
};

const files = sourceFiles('main', 'preload', 'renderer');
const imports = files.flatMap(importsOf);
const show = ({ file, target }: Import): string => `${file} imports ${target}`;

/** The one place where a door may reach the build's configuration: it builds the renderer on demand. */
const exceptions = new Set(['main/doors/build.ts imports electron.vite.config.ts']);

function wrongLayer(list: readonly Import[]): string[] {
  return list
    .filter((entry) => entry.local && !(allowed[layerOf(entry.file)] ?? []).includes(layerOf(entry.target)))
    .map(show)
    .filter((line) => !exceptions.has(line));
}

describe('imports go one way', () => {
  it('finds the sources it judges', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('no layer imports one above it', () => {
    expect(wrongLayer(imports)).toEqual([]);
  });

  it('the contract takes nothing but types from core, and nothing from npm but zod', () => {
    const contract = imports.filter(({ file }) => layerOf(file) === 'preload/contract');
    const values = contract.filter(({ local, target, typeOnly }) =>
      local ? layerOf(target) === 'main/core' && !typeOnly : target !== 'zod',
    );
    expect(values.map(show)).toEqual([]);
  });

  it('core is pure: no Node, no native module, no package but types', () => {
    const packages = imports.filter(({ file, local }) => layerOf(file) === 'main/core' && !local);
    const impure = packages.filter(({ target, typeOnly }) => !typeOnly && !PURE_PACKAGES.has(target));
    expect(impure.map(show)).toEqual([]);
  });

  it('only the electron door and the preloads import electron', () => {
    const found = imports.filter(
      ({ file, target }) =>
        target === 'electron' &&
        !file.startsWith('main/doors/electron/') &&
        !['preload/index.ts', 'preload/python-page.ts'].includes(file),
    );
    expect(found.map(show)).toEqual([]);
  });

  it('the renderer imports no Node module and no native package', () => {
    const found = imports.filter(
      ({ file, target }) => layerOf(file) === 'renderer' && target.startsWith('node:'),
    );
    expect(found.map(show)).toEqual([]);
  });

  it('one view never imports another', () => {
    const view = (path: string): string | null => /^renderer\/views\/([^/]+)\//.exec(path)?.[1] ?? null;
    const found = imports.filter(({ file, target, local }) => {
      const [from, to] = [view(file), view(target)];
      return local && from !== null && to !== null && from !== to;
    });
    expect(found.map(show)).toEqual([]);
  });

  // Types may name one another; what runs may not wait for itself.
  it('core has no cycles', () => {
    const graph = new Map<string, string[]>();
    for (const { file, target, local, typeOnly } of imports) {
      if (layerOf(file) === 'main/core' && local && !typeOnly)
        graph.set(file, [...(graph.get(file) ?? []), target]);
    }
    expect(findCycle(graph)).toEqual([]);
  });
});

/** Pure JavaScript without any environment, so that core may use it. */
const PURE_PACKAGES = new Set(['simple-statistics', 'ml-random-forest', 'ml-levenberg-marquardt']);

/** The files of one cycle, or none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): string[] => {
    const at = path.indexOf(node);
    if (at >= 0) return [...path.slice(at), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = walk(next, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = walk(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

describe('the judge itself', () => {
  const parse = (code: string) => parseImports('main/core/a/b.ts', code);

  it('sees every form of import', () => {
    const code = `
      import x from '../../node/x.ts';
      import type { Y } from './y.ts';
      import { type Z } from './z.ts';
      export { w } from 'electron';
      const later = import('node:fs');
      type T = import('./t.ts').T;`;
    expect(parse(code).map(({ target, typeOnly }) => [target, typeOnly])).toEqual([
      ['main/node/x.ts', false],
      ['main/core/a/y.ts', true],
      ['main/core/a/z.ts', true],
      ['electron', false],
      ['node:fs', false],
      ['main/core/a/t.ts', true],
    ]);
  });

  it('refuses an import upwards', () => {
    expect(wrongLayer(parse(`import x from '../../node/x.ts';`))).toEqual([
      'main/core/a/b.ts imports main/node/x.ts',
    ]);
  });

  it('finds a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(findCycle(graph)).toEqual(['a', 'b', 'c', 'a']);
  });
});
