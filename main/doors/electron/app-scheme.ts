import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { contentSecurityPolicy, safetyHeaders } from '../content-security.ts';
import { rendererFiles } from '../renderer-files.ts';

export const APP_ORIGIN = 'app://hornbook';

/** Must run once and before the app is ready: pages of `app:`, and those of Python's, are as good as https pages. */
export function declareSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges },
    { scheme: 'python', privileges },
  ]);
}

/** Serves the built renderer at `app://hornbook/`, and nothing else of the disk. */
export function serveAppScheme(rendererDir: string): void {
  const files = rendererFiles(rendererDir);
  const headers = { ...safetyHeaders, 'Content-Security-Policy': contentSecurityPolicy(`'self'`) };
  protocol.handle('app', (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'hornbook' && request.method === 'GET' ? files.get(pathname) : undefined;
    if (!file) return new Response('There is nothing at this address.', { status: 404, headers });
    const body = Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>;
    return new Response(body, { headers: { ...headers, 'Content-Type': file.type } });
  });
}
