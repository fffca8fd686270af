import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { UserConfig } from 'electron-vite';
import { build, type InlineConfig } from 'vite';
import { jobSources } from './main/jobs/entries.ts';

const root = import.meta.dirname;

/** Jobs run in processes of their own, so each kind is an entry: `out/main/jobs/KIND.js`. */
const jobInputs = Object.fromEntries(
  Object.entries(jobSources).map(([kind, file]) => [`jobs/${kind}`, resolve(root, 'main/jobs', file)]),
);

/** The renderer alone is also built for the browser door, which needs no Electron. */
export const renderer: NonNullable<UserConfig['renderer']> = {
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [svelte()],
  build: {
    outDir: resolve(root, 'out/renderer'),
    emptyOutDir: true,
    reportCompressedSize: false,
    // Strict CSP: no asset becomes a data address inside a script.
    assetsInlineLimit: 0,
    rolldownOptions: { input: resolve(root, 'renderer/index.html') },
  },
};

/** The page in which Chromium's sandbox runs Python, and its worker: two scripts with nothing outside of them. */
export const pythonPage: InlineConfig = {
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'error',
  build: {
    outDir: resolve(root, 'out/python-page'),
    emptyOutDir: true,
    reportCompressedSize: false,
    target: 'esnext',
    modulePreload: false,
    rolldownOptions: {
      input: {
        page: resolve(root, 'main/node/sandbox/chromium/page.ts'),
        worker: resolve(root, 'main/node/sandbox/chromium/worker.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' },
    },
  },
};

/** Electron's main process with one entry for each kind of job, the preload, and the renderer. */
export default {
  main: {
    plugins: [
      {
        name: 'python-page',
        async closeBundle() {
          await build(pythonPage);
        },
      },
    ],
    build: {
      outDir: resolve(root, 'out/main'),
      reportCompressedSize: false,
      rolldownOptions: {
        input: {
          index: resolve(root, 'main/index.ts'),
          ...jobInputs,
          'sandbox-child': resolve(root, 'main/node/sandbox/child.ts'),
          'engine-child': resolve(root, 'main/node/engines/doctor/child.ts'),
          'lane-worker': resolve(root, 'main/node/engines/onnxruntime/lane-worker.ts'),
          'corpus-worker': resolve(root, 'main/node/corpus/workers/worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(root, 'out/preload'),
      reportCompressedSize: false,
      // A sandboxed preload is one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: resolve(root, 'preload/index.ts'),
          'python-page': resolve(root, 'preload/python-page.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
} satisfies UserConfig;
