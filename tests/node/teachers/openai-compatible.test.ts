import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askForJson } from '../../../main/core/teaching/teacher.ts';
import { backOff } from '../../../main/node/teachers/back-off.ts';
import type { Endpoint } from '../../../main/node/teachers/openai-compatible.ts';
import { openAiCompatible } from '../../../main/node/teachers/openai-compatible.ts';
import { endpointOf, endpointSettings } from '../../../main/node/teachers/settings.ts';

type Asked = { readonly headers: IncomingMessage['headers']; readonly body: Record<string, unknown> };
type Reply = (response: ServerResponse, request: Asked) => void;

let asked: Asked[];
/** What the server does with each request in turn; the last goes for all that follow. */
let replies: Reply[];
let baseUrl: string;
let waits: number[];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => (body += part.toString()));
  request.on('end', () => {
    const one = { headers: request.headers, body: JSON.parse(body) as Record<string, unknown> };
    asked.push(one);
    (replies.length > 1 ? replies.shift()! : replies[0]!)(response, one);
  });
});

beforeEach(async () => {
  asked = [];
  waits = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const teacher = (changes: Partial<Endpoint> = {}) =>
  openAiCompatible({
    baseUrl,
    model: 'tutor',
    key: 'sk-secret',
    retries: 2,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...changes,
  });

const chunk = (content: string | null, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'tutor',
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finish }],
  })}\n\n`;
const usage = `data: ${JSON.stringify({ id: 'c', choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } })}\n\n`;

const stream =
  (...parts: string[]): Reply =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(parts.join(''));
  };
const answer = (...pieces: string[]): Reply =>
  stream(...pieces.map((piece) => chunk(piece)), chunk(null, 'stop'), usage, 'data: [DONE]\n\n');
const status =
  (code: number, message: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { message, type: 'x' } }));
  };
/** Sends a part of an answer and drops the connection. */
const cut: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk('half an ans'), () => response.destroy());
};
const silent: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk('hm'));
};

const request = { system: 'Be short.', prompt: 'Say é.', maxTokens: 10, temperature: 0, seed: 3 };

describe('a teacher behind an OpenAI-compatible server', () => {
  it('streams an answer, and sends what it was asked to', async () => {
    replies = [answer('é', ' and', ' more')];
    const pieces: string[] = [];
    expect(await teacher().ask(request, { onText: (piece) => pieces.push(piece) })).toEqual({
      text: 'é and more',
      finish: 'stop',
      promptTokens: 7,
      completionTokens: 2,
    });
    expect(pieces).toEqual(['é', ' and', ' more']);
    expect(asked[0]!.headers.authorization).toBe('Bearer sk-secret');
    expect(asked[0]!.body).toMatchObject({
      model: 'tutor',
      max_tokens: 10,
      temperature: 0,
      seed: 3,
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Say é.' },
      ],
    });
    expect(asked[0]!.body).not.toHaveProperty('top_p');
  });

  it('says that an answer was cut off at its length', async () => {
    replies = [stream(chunk('long'), chunk(null, 'length'), 'data: [DONE]\n\n')];
    expect(await teacher().ask(request)).toMatchObject({ finish: 'length', completionTokens: null });
  });

  it('tries again when it is refused for now, as long as the server asks for', async () => {
    replies = [status(429, 'slow down', { 'retry-after': '3' }), status(503, 'starting'), answer('ok')];
    expect((await teacher().ask(request)).text).toBe('ok');
    expect(asked).toHaveLength(3);
    expect(waits[0]).toBe(3_000);
    expect(waits[1]).toBeGreaterThanOrEqual(750);
    expect(waits[1]).toBeLessThanOrEqual(1_000);
  });

  it.each([
    [
      'teacher-busy',
      status(429, 'slow down'),
      3,
      /tutor at 127.0.0.1:\d+ gave no answer after 3 attempts: .*slow down; try again later/,
    ],
    ['teacher-refused', status(401, 'wrong key'), 1, /gave no answer: .*wrong key; check the key/],
    ['teacher-refused', status(404, 'no such model'), 1, /no such model/],
    ['teacher-cut', cut, 3, /after 3 attempts/],
    ['teacher-cut', stream(chunk('no ending')), 3, /the answer broke off/],
    ['teacher-malformed', stream('data: {"choices": [\n\n'), 3, /no JSON/],
    ['teacher-malformed', stream('data: <html>\n\n'), 3, /no JSON/],
  ] as const)('%s after %#', async (code, reply, attempts, message) => {
    replies = [reply];
    const error: unknown = await teacher()
      .ask(request)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(asked).toHaveLength(attempts);
    expect(String(error)).not.toContain('sk-secret');
  });

  it('gives the whole answer once after one that broke off', async () => {
    replies = [cut, answer('a whole answer')];
    expect((await teacher().ask(request)).text).toBe('a whole answer');
  });

  it('does not wait for ever for a server that falls silent', async () => {
    replies = [silent];
    await expect(teacher({ silenceMs: 50, retries: 0 }).ask(request)).rejects.toMatchObject({
      code: 'teacher-timeout',
    });
  });

  it('says that nothing listens at the address', async () => {
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(
      teacher({ baseUrl: `http://127.0.0.1:${String(port)}/v1`, retries: 0 }).ask(request),
    ).rejects.toMatchObject({ code: 'teacher-unreachable' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  it('stops at once when it is asked to, in the middle of an answer too', async () => {
    const stop = new AbortController();
    replies = [silent];
    const asking = teacher().ask(request, {
      signal: stop.signal,
      onText: () => {
        stop.abort(new DOMException('Stopped.', 'AbortError'));
      },
    });
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    await expect(teacher().ask(request, { signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('asks again for JSON that cannot be read, with another seed', async () => {
    replies = [answer('I would say 7.'), answer('```json\n{"grade": 7}\n```')];
    const grade = await askForJson(teacher(), request, (value) => (value as { grade: number }).grade);
    expect(grade).toMatchObject({ state: 'read', value: 7 });
    expect(asked[1]!.body['seed']).not.toBe(asked[0]!.body['seed']);
    replies = [answer('never {json}')];
    const none = await askForJson(teacher(), request, (value) => value);
    expect(none).toMatchObject({
      state: 'unusable',
      reason: 'no usable JSON in 3 attempts; the last answer began "never {json}"',
    });
    // All three attempts were paid for.
    expect(none.promptTokens).toBe(1.5 * grade.promptTokens);
  });
});

describe('where a teacher is found', () => {
  it('takes what was given before the environment, and names the key without saying it', () => {
    const environment = {
      HORNBOOK_TEACHER_URL: 'http://here/v1',
      HORNBOOK_TEACHER_MODEL: 'm',
      HORNBOOK_TEACHER_KEY: 'sk-1',
    };
    const settings = endpointSettings({ model: 'other' }, environment);
    expect(settings).toEqual({
      baseUrl: 'http://here/v1',
      model: 'other',
      keyVariable: 'HORNBOOK_TEACHER_KEY',
    });
    expect(JSON.stringify(settings)).not.toContain('sk-1');
    expect(endpointOf(settings, environment).key).toBe('sk-1');
    expect(endpointOf({ ...settings, keyVariable: null }, {}).key).toBeNull();
    expect(() => endpointSettings({}, {})).toThrow(/HORNBOOK_TEACHER_URL/);
    expect(() => endpointOf(settings, {})).toThrow(/HORNBOOK_TEACHER_KEY/);
  });

  it('waits twice as long each time, and a minute at most', () => {
    expect([0, 1, 2, 10].map((attempt) => backOff(attempt, null, () => 0))).toEqual([
      500, 1_000, 2_000, 60_000,
    ]);
    expect(backOff(0, null, () => 1)).toBe(375);
    expect(backOff(0, 2_500)).toBe(2_500);
  });
});
