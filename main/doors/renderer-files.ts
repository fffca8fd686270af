import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export type RendererFile = { readonly path: string; readonly type: string };

/**
 * The built renderer as a closed list of addresses, `/` and `/assets/….js`. A request is looked up in it
 * and never becomes a path of the disk, so no address can leave the folder.
 */
export function rendererFiles(folder: string): ReadonlyMap<string, RendererFile> {
  const files = new Map<string, RendererFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set('/' + relative(folder, path).split(sep).join('/'), { path, type });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
