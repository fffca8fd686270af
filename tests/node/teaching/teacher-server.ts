import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request. `text` is the answer it would give. */
export type Reply = (response: ServerResponse, text: string) => void;

const chunk = (content: string | null, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'tutor',
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finish }],
  })}\n\n`;
const usage = `data: ${JSON.stringify({ id: 'c', choices: [], usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 } })}\n\n`;
const head = { 'content-type': 'text/event-stream' };

export const answer: Reply = (response, text) => {
  response.writeHead(200, head);
  const middle = Math.floor(text.length / 2);
  for (const piece of [text.slice(0, middle), text.slice(middle)]) response.write(chunk(piece));
  response.end(`${chunk(null, 'stop')}${usage}data: [DONE]\n\n`);
};
export const status =
  (code: number): Reply =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(JSON.stringify({ error: { message: `status ${String(code)}` } }));
  };
/** Half an answer, and then nothing more: the connection is dropped. */
export const cut: Reply = (response, text) => {
  response.writeHead(200, head);
  response.write(chunk(text.slice(0, 40)), () => response.destroy());
};
export const silent: Reply = (response) => {
  response.writeHead(200, head);
  response.write(chunk('hm'));
};
export const notJson: Reply = (response) => {
  response.writeHead(200, head);
  response.end('data: {"choices": [\n\n');
};
export const saying =
  (text: string): Reply =>
  (response) => {
    answer(response, text);
  };

/** A right exercise of this name. */
export const exerciseNamed = (name: string): string =>
  [
    '```python',
    `def ${name}(numbers: list[int]) -> int:`,
    `    """Return how many numbers are above ${String(name.length)}."""`,
    '    count = 0',
    '    for number in numbers:',
    `        if number > ${String(name.length)}:`,
    '            count += 1',
    '    return count',
    '```',
    '```python',
    'def check(candidate):',
    '    assert candidate([]) == 0',
    `    assert candidate([${String(name.length)}, ${String(name.length + 1)}]) == 1`,
    `    assert candidate([0, 90, 91, -3, ${String(name.length)}]) == 2`,
    '    assert candidate([100, 100, 100]) == 3',
    '```',
  ].join('\n');

export type TeacherServer = {
  readonly baseUrl: string;
  /** Whole answers that left, by the prompt: what a person would have paid for. */
  readonly paid: Map<string, number>;
  /** All requests, by the prompt. */
  readonly asked: Map<string, number>;
  close(): Promise<void>;
};

/** A real server on the loopback address that speaks the protocol; `replyTo` says what it does with each prompt. */
export async function openTeacherServer(
  replyTo: (prompt: string, time: number) => { readonly reply: Reply; readonly text: string },
): Promise<TeacherServer> {
  const [paid, asked] = [new Map<string, number>(), new Map<string, number>()];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
      const prompt = messages.at(-1)!.content;
      const time = asked.get(prompt) ?? 0;
      asked.set(prompt, time + 1);
      const { reply, text } = replyTo(prompt, time);
      response.on('finish', () => {
        if (response.statusCode === 200 && reply !== notJson) paid.set(prompt, (paid.get(prompt) ?? 0) + 1);
      });
      reply(response, text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    paid,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
