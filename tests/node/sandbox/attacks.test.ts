import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { attackGroups } from './attacks/groups.ts';
import { besiege } from './attacks/besiege.ts';
import { chromiumPath, withoutChromium } from '../../doors/browser.ts';
import { openPages, type OpenPages } from './chromium-pages.ts';
import { whyNotNative } from './why-not-native.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-decoy-'));
const secret = 'the-decoy-was-read';
const decoys = {
  file: join(folder, 'decoy.txt'),
  trace: join(folder, 'trace.txt'),
  variable: 'HORNBOOK_DECOY',
};
let listener: Server;
let sleeper: ReturnType<typeof spawn>;
let visitors = 0;
let pages: Promise<OpenPages> | null = null;

beforeAll(async () => {
  writeFileSync(decoys.file, secret);
  process.env[decoys.variable] = secret;
  sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  listener = createServer((socket) => {
    visitors += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  await (await pages)?.close();
  sleeper.kill('SIGKILL');
  listener.close();
  Reflect.deleteProperty(process.env, decoys.variable);
  rmSync(folder, { recursive: true, force: true });
});

const native = whyNotNative();
/** Chromium's pages run the same interpreter as Node does, so by default they meet one attack of eight. */
const everyInPages = process.env['HORNBOOK_CHROMIUM_SANDBOX'] === 'all' ? 1 : 8;
type Host = {
  readonly isolation: 'strongest' | 'native';
  readonly name: string;
  readonly inPages: boolean;
  readonly every: number;
};
const hosts: readonly Host[] = [
  { isolation: 'strongest', name: 'Pyodide', inPages: false, every: 1 },
  ...(native === null
    ? [{ isolation: 'native', name: 'a native CPython', inPages: false, every: 1 } as const]
    : []),
  ...(chromiumPath === null
    ? []
    : [
        {
          isolation: 'strongest',
          name: "Pyodide in Chromium's pages",
          inPages: true,
          every: everyInPages,
        } as const,
      ]),
];
if (chromiumPath === null) it.skip(`attacks on Pyodide in Chromium's pages${withoutChromium}`);
if (native !== null) it.skip(`attacks on a native CPython (${native})`);

it.each(hosts)(
  'no attack on $name passes, escapes, or touches the next program',
  { timeout: 600_000 },
  async (host) => {
    const { port } = listener.address() as AddressInfo;
    const attacks = attackGroups.flatMap((group) =>
      group.attacks({ ...decoys, port, pid: sleeper.pid! }).map(({ name, source }) => ({
        name: `${group.name}: ${name}`,
        source,
      })),
    );
    expect(attacks.length).toBeGreaterThanOrEqual(120);
    expect(new Set(attacks.map(({ source }) => source)).size).toBe(attacks.length);
    const limits = { timeMs: 300, memoryBytes: 96 * 2 ** 20, outputBytes: 64 * 1024 };
    const chosen = attacks.filter((_, at) => at % host.every === 0);
    const given = host.inPages ? await (pages ??= openPages(chromiumPath!)) : null;
    const open = () =>
      openSandbox({ workers: 1, checking: true, limits, isolation: host.isolation, pages: given });
    const outcomes = await besiege(open, chosen, 2);
    const bad = outcomes.filter(
      ({ verdict, canary, said }) =>
        verdict === 'passed' || verdict === 'unavailable' || canary !== 'passed' || said.includes(secret),
    );
    expect(bad).toEqual([]);
    expect(outcomes).toHaveLength(chosen.length);
    expect(given?.refused ?? []).toEqual([]);
    expect(existsSync(decoys.trace)).toBe(false);
    expect(visitors).toBe(0);
    expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  },
);
