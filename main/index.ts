import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runApp } from './doors/electron/run-app.ts';

/** Electron's entry. The build puts it at `out/main/index.js`, beside the preload and the renderer. */
const out = dirname(dirname(fileURLToPath(import.meta.url)));

runApp({
  preload: join(out, 'preload', 'index.cjs'),
  renderer: join(out, 'renderer'),
  pythonPreload: join(out, 'preload', 'python-page.cjs'),
  pythonPage: join(out, 'python-page'),
});
