import type { Configuration } from 'electron-builder';

/** Binaries of the systems that are not packaged; npm installs some packages with those of all. */
const without = (...systems: readonly ('darwin' | 'linux' | 'linuxmusl' | 'win32')[]): string[] =>
  systems.flatMap((system) => [
    `!node_modules/onnxruntime-node/bin/napi-v*/${system}/**`,
    `!node_modules/better-sqlite3/prebuilds/${system}-*.node`,
    `!node_modules/webgpu/dist/${system}-*/**`,
  ]);

/** How the desktop app becomes an installer: `npm run package`. docs/packaging.md says what is in it and why. */
export default {
  appId: 'app.hornbook.lab',
  productName: 'Hornbook',
  copyright: 'Copyright © 2026 The Hornbook developers',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  files: [
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    'out/python-page/**',
    'resources/**',
    '!resources/icons/make-icons.ts',
    'package.json',
    'LICENSE',
    '!node_modules/better-sqlite3/{deps,src}/**',
    // Only its WebAssembly is used.
    '!node_modules/tree-sitter-python/prebuilds/**',
    '!node_modules/**/*.{map,d.ts,d.mts,d.cts}',
  ],
  asar: true,
  // What plain Node runs or reads (the sandbox, the doctor's trials and their packages) cannot lie in the archive.
  asarUnpack: ['package.json', 'out/main/**', 'resources/**', 'node_modules/**'],
  // Electron's own binary cannot be started as Node (the fuse below), so the pinned Node comes along.
  extraResources: [{ from: 'node_modules/node/bin', to: 'node/bin' }],
  // Every native module is Node-API with its binary in its package: nothing is compiled.
  npmRebuild: false,
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: [
    {
      ext: 'hornbook',
      name: 'Hornbook project',
      description: 'A Hornbook project',
      mimeType: 'application/x-hornbook',
      role: 'Editor',
    },
  ],
  publish: null,
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Science',
    icon: 'resources/icons/png',
    maintainer: 'The Hornbook developers <developers@hornbook.invalid>',
    synopsis: 'A desktop lab for small code models and the data they learn from',
    files: without('darwin', 'win32', 'linuxmusl'),
  },
  deb: { recommends: ['bubblewrap'] },
  win: { target: 'nsis', icon: 'resources/icons/icon.ico', files: without('darwin', 'linux', 'linuxmusl') },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
  mac: {
    target: 'dmg',
    category: 'public.app-category.developer-tools',
    icon: 'resources/icons/icon.icns',
    hardenedRuntime: true,
    files: without('linux', 'linuxmusl', 'win32'),
  },
} satisfies Configuration;
