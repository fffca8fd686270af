import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Platform, build } from 'electron-builder';
import { afterAll, describe, expect, it } from 'vitest';
import config from '../../electron-builder.config.ts';
import { ensureApp } from '../../main/doors/build.ts';
import { packagingFailure } from '../../main/doors/package-app.ts';

const root = join(import.meta.dirname, '..', '..');

/** In the order in which Electron's binary holds them. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

describe('the package', () => {
  it('every fuse is set, and the ones that open the app are off', () => {
    const scheme = JSON.parse(
      readFileSync(join(root, 'node_modules', 'app-builder-lib', 'scheme.json'), 'utf8'),
    ) as { definitions: { FuseOptionsV1: { properties: Record<string, unknown> } } };
    const known = Object.keys(scheme.definitions.FuseOptionsV1.properties);
    expect(known.filter((name) => name !== 'resetAdHocDarwinSignature').sort()).toEqual([...FUSES].sort());
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('is made for three systems, opens .hornbook files, and has an icon for each system', () => {
    expect([config.linux.target, config.win.target, config.mac.target]).toEqual([
      ['AppImage', 'deb'],
      'nsis',
      'dmg',
    ]);
    expect(config.fileAssociations).toMatchObject([{ ext: 'hornbook' }]);
    const png = readFileSync(join(root, config.linux.icon, '512x512.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
    expect(readFileSync(join(root, config.win.icon)).readUInt32LE(0)).toBe(0x10000);
    expect(readFileSync(join(root, config.mac.icon)).toString('latin1', 0, 4)).toBe('icns');
  });

  it('says what it needs where github.com is not reached', () => {
    expect(packagingFailure('⨯ getaddrinfo ENOTFOUND github.com', '45.4.1')).toBe(
      'Packaging needs Electron 45.4.1 and the installer tools from github.com, which this machine did not reach; run it where github.com can be reached, or set ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR to mirrors of your own.',
    );
    expect(packagingFailure('⨯ Invalid configuration object', '45.4.1')).toBe(
      'electron-builder failed; its last lines above say why.',
    );
  });
});

/** What @electron/fuses looks for in a binary: this text, the version of the list, its length, a character each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** A folder as Electron's download has it, whose binary holds nothing but the fuses, all as Electron ships them. */
function standInElectron(folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  const binary = join(folder, 'electron');
  writeFileSync(binary, `#!/bin/sh\n${SENTINEL}${String.fromCharCode(1, FUSES.length)}10110001`, 'latin1');
  chmodSync(binary, 0o755);
  writeFileSync(join(folder, 'version'), '45.4.1');
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) {
    writeFileSync(join(folder, name), '');
  }
  return folder;
}

const wanted = process.env['HORNBOOK_PACKAGE'] === '1' && process.platform === 'linux';
const why = wanted
  ? ''
  : ' (skipped: packing takes a minute and a gigabyte; set HORNBOOK_PACKAGE=1 on Linux)';
const folder = mkdtempSync(join(tmpdir(), 'hornbook-package-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!wanted)(`the packed app${why}`, () => {
  it('has its fuses set, and runs an engine and the sandbox’s Python with the Node that it brings', async () => {
    await ensureApp();
    await build({
      projectDir: root,
      targets: Platform.LINUX.createTarget('dir'),
      publish: 'never',
      config: {
        ...config,
        directories: { ...config.directories, output: folder },
        electronDist: standInElectron(join(folder, 'electron')),
        compression: 'store',
      },
    });
    const app = join(folder, 'linux-unpacked');
    const binary = readFileSync(join(app, 'hornbook'), 'latin1');
    const wire = binary.slice(binary.indexOf(SENTINEL) + SENTINEL.length + 2).slice(0, FUSES.length);
    expect(wire).toBe(FUSES.map((name) => (config.electronFuses[name] ? '1' : '0')).join(''));

    const resources = join(app, 'resources');
    const node = join(resources, 'node', 'bin', 'node');
    const main = join(resources, 'app.asar.unpacked', 'out', 'main');
    expect(existsSync(join(resources, 'app.asar'))).toBe(true);
    const tried = spawnSync(node, [join(main, 'engine-child.js'), 'onnxruntime'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    expect(tried.output[3]).toContain('onnxruntime');
    const python = spawnSync(
      node,
      [
        '--input-type=module',
        '--eval',
        `const { loadPyodide } = await import(process.argv[1]); console.log((await loadPyodide()).runPython('6 * 7'));`,
        join(resources, 'app.asar.unpacked', 'node_modules', 'pyodide', 'pyodide.mjs'),
      ],
      { encoding: 'utf8' },
    );
    expect(python.stdout.trim()).toBe('42');
  }, 300_000);
});
