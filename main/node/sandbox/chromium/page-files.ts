import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { cacheFolder } from '../../files/user-folders.ts';

/** Where a page of Python's may go, and what may run in it: its own files and WebAssembly, nothing else. */
const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self' 'wasm-unsafe-eval'`,
  `worker-src 'self'`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  'Cache-Control': 'no-store',
};

/**
 * Only the tests' page gets what shared memory takes. Chromium never puts a page that is isolated from other origins into
 * one process with a page that is not, so a solution can never come to share a process with its tests.
 */
const isolatedHeaders = {
  ...headers,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const script = 'text/javascript; charset=utf-8';
const pyodideFiles: Readonly<Record<string, string>> = {
  'pyodide.mjs': script,
  'pyodide.asm.mjs': script,
  'pyodide.asm.wasm': 'application/wasm',
  'pyodide-lock.json': 'application/json',
  'python_stdlib.zip': 'application/zip',
};
const html = `<!doctype html><meta charset="utf-8"><title>Python</title><script type="module" src="page.js"></script>`;

type Found = { readonly type: string; readonly path: string };

/** `bundle` is the folder that the page's own scripts were built into. */
function findFile(bundle: string, name: string): Found | null {
  if (/^(page|worker|shared-[\w-]+)\.js$/.test(name)) return { type: script, path: join(bundle, name) };
  const [folder, file = ''] = name.split('/');
  if (folder === 'pyodide' && Object.hasOwn(pyodideFiles, file)) {
    const pyodide = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
    return { type: pyodideFiles[file]!, path: join(pyodide, file) };
  }
  if (folder === 'snapshot' && /^[\w-][\w.-]*\.snapshot$/.test(file))
    return { type: 'application/octet-stream', path: join(cacheFolder(), file) };
  return null;
}

/**
 * Answers the requests of a page of Python's: `/interpret/…` for programs and `/check/…` for tests, with the same few
 * files under both, and nothing else of the disk.
 */
export function answerPage(bundle: string, request: Request): Response {
  const { pathname } = new URL(request.url);
  const [, role = '', name = ''] = /^\/(interpret|check)\/([\w./-]*)$/.exec(pathname) ?? [];
  const own = role === 'check' ? isolatedHeaders : headers;
  if (request.method === 'GET' && role !== '' && name === '')
    return new Response(html, { headers: { ...own, 'Content-Type': 'text/html; charset=utf-8' } });
  const found = request.method === 'GET' ? findFile(bundle, name) : null;
  if (found === null || !existsSync(found.path))
    return new Response('There is nothing at this address.', { status: 404, headers: own });
  const body = Readable.toWeb(createReadStream(found.path)) as ReadableStream<Uint8Array>;
  return new Response(body, { headers: { ...own, 'Content-Type': found.type } });
}
