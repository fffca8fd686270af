import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { WebDoor } from '../../main/doors/web/serve.ts';
import { ask, logIn, openSocket, openTestDoor } from './open-test-door.ts';

const tokenOf = (door: WebDoor): string => new URL(door.newAddress()).search;

describe('the way in', () => {
  it('exchanges the token for a cookie that scripts and other sites cannot use', async () => {
    const door = await openTestDoor();
    const reply = await ask(door, `/${tokenOf(door)}`);
    expect(reply.status).toBe(303);
    expect(reply.headers['location']).toBe('/');
    const cookie = String((reply.headers['set-cookie'] as string[])[0]);
    expect(cookie).toMatch(
      new RegExp(`^hornbook-${door.port}=[\\w-]{40,}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    const page = await ask(door, '/', { Cookie: cookie.split(';')[0]! });
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Hornbook</title>' });
    expect(page.headers['content-security-policy']).toContain(`default-src 'none'; script-src 'self'`);
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('takes a token once', async () => {
    const door = await openTestDoor();
    const token = tokenOf(door);
    expect((await ask(door, `/${token}`)).status).toBe(303);
    const again = await ask(door, `/${token}`);
    expect(again).toMatchObject({ status: 403 });
    expect(again.headers).not.toHaveProperty('set-cookie');
    expect(again.body).toBe(
      'This address was used already or is not from this lab; ask the terminal for a new one (Enter).\n',
    );
    expect((await ask(door, '/?token=guess')).status).toBe(403);
    expect((await ask(door, '/?token=')).status).toBe(403);
  });

  it('lets whoever is in use an old address as a plain link', async () => {
    const door = await openTestDoor();
    const token = tokenOf(door);
    const first = await ask(door, `/${token}`);
    const cookie = String((first.headers['set-cookie'] as string[])[0]).split(';')[0]!;
    expect(await ask(door, `/${token}`, { Cookie: cookie })).toMatchObject({
      status: 303,
      headers: { location: '/' },
    });
  });

  it('shows nothing without the cookie, or with one that was made up', async () => {
    const door = await openTestDoor();
    for (const path of ['/', '/index.html', '/assets/index-abc.js', '/nothing']) {
      expect((await ask(door, path)).status).toBe(401);
      expect((await ask(door, path, { Cookie: `hornbook-${door.port}=made-up` })).status).toBe(401);
    }
  });
});

describe('requests from elsewhere', () => {
  it('are refused by Host, so that a rebound name reaches nothing', async () => {
    const door = await openTestDoor();
    const cookie = await logIn(door);
    for (const host of [
      'evil.example',
      `evil.example:${door.port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${door.port}`,
    ]) {
      expect((await ask(door, '/', { Host: host, Cookie: cookie })).status).toBe(421);
    }
    expect((await ask(door, '/', { Host: `localhost:${door.port}`, Cookie: cookie })).status).toBe(200);
  });

  it('are refused by Origin, even with the cookie, and do not use up a token', async () => {
    const door = await openTestDoor();
    const cookie = await logIn(door);
    for (const origin of [
      'https://evil.example',
      'null',
      `http://localhost:${door.port}`,
      'http://127.0.0.1:1',
    ]) {
      expect((await ask(door, '/', { Origin: origin, Cookie: cookie })).status).toBe(403);
    }
    const token = tokenOf(door);
    expect((await ask(door, `/${token}`, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(door, `/${token}`)).status).toBe(303);
  });

  it('cannot write', async () => {
    const door = await openTestDoor();
    const cookie = await logIn(door);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask(door, '/', { Cookie: cookie }, method)).status).toBe(405);
    }
  });
});

it('serves the files of the renderer and no other', async () => {
  const door = await openTestDoor();
  const headers = { Cookie: await logIn(door) };
  expect(await ask(door, '/assets/index-abc.js', headers)).toMatchObject({ status: 200, body: 'export {};' });
  for (const path of [
    '/../secret.html',
    '/assets/../../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/assets/..%5c..%5csecret.html',
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/constructor',
    '/__proto__',
  ]) {
    expect(await ask(door, path, headers), path).toMatchObject({ status: 404 });
  }
});

describe('the socket', () => {
  it('is refused without cookie, with another origin or none, at another host or path', async () => {
    const door = await openTestDoor();
    const cookie = await logIn(door);
    expect(await openSocket(door, {})).toBe(401);
    expect(await openSocket(door, { cookie: `hornbook-${door.port}=made-up` })).toBe(401);
    expect(await openSocket(door, { cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await openSocket(door, { cookie, origin: null })).toBe(403);
    expect(await openSocket(door, { cookie, host: 'evil.example' })).toBe(421);
    expect(await openSocket(door, { cookie, path: '/other' })).toBe(404);
  });

  it('answers calls of the contract, and says what is wrong with others', async () => {
    const door = await openTestDoor();
    const socket = (await openSocket(door, { cookie: await logIn(door) })) as WebSocket;
    const call = (message: unknown): Promise<unknown> =>
      new Promise((resolve) => {
        socket.once('message', (data: Buffer) => {
          resolve(JSON.parse(data.toString('utf8')));
        });
        socket.send(JSON.stringify(message));
      });
    expect(await call({ id: 1, call: 'jobs.list' })).toEqual({ id: 1, ok: true, output: [] });
    expect(await call({ id: 2, call: 'recipe.view' })).toMatchObject({
      ok: true,
      output: { job: null, rows: [] },
    });
    expect(await call({ id: 3, call: 'system.load' })).toMatchObject({ id: 3, ok: true });
    expect(await call({ id: 4, call: 'runs.get', input: { id: 'none' } })).toEqual({
      id: 4,
      ok: false,
      error: { code: 'run-not-found', message: 'There is no run "none" in this project.' },
    });
    expect(
      await call({ id: 5, call: 'datasets.page', input: { id: '../..', offset: 0, limit: 1 } }),
    ).toMatchObject({
      error: { code: 'dataset-missing' },
    });
    expect(await call({ id: 6, call: 'recipe.start', input: { minutes: -1 } })).toMatchObject({
      ok: false,
      error: {
        code: 'bad-input',
        message: expect.stringMatching(/^recipe\.start was called with a bad input at minutes: /) as string,
      },
    });
    for (const wrong of [{ id: 7, call: 'constructor' }, { id: 7, call: 'fs.read' }, { id: 7 }]) {
      expect(await call(wrong)).toMatchObject({ id: 7, ok: false, error: { code: 'bad-request' } });
    }
  });

  it('is closed by whatever is not a request', async () => {
    const door = await openTestDoor();
    const cookie = await logIn(door);
    const closedBy = async (payload: string | Buffer): Promise<number> => {
      const socket = (await openSocket(door, { cookie })) as WebSocket;
      return new Promise((resolve) => {
        socket.once('close', resolve);
        socket.send(payload);
      });
    };
    expect(await closedBy('not json')).toBe(1007);
    expect(await closedBy(Buffer.from([1, 2, 3]))).toBe(1003);
    expect(await closedBy(JSON.stringify({ id: 1, call: 'jobs.list', input: 'x'.repeat(2 << 20) }))).toBe(
      1009,
    );
  });
});
