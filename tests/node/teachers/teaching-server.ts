import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Question = { readonly prompt: string; readonly seed: number; readonly temperature: number };

/** A real server that speaks the OpenAI protocol with streaming; `reply` decides what comes of each question. */
export type TeachingServer = {
  readonly baseUrl: string;
  /** Every question that was asked, in order. */
  readonly asked: Question[];
  reply: (question: Question, response: ServerResponse) => void;
  close(): Promise<void>;
};

type Body = { messages: { role: string; content: string }[]; seed: number; temperature: number };

const chunk = (content: string, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'tutor', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

/** Sends one whole answer, which cost 100 tokens of question and 20 of answer. */
export function answerWith(response: ServerResponse, text: string): void {
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(
    `${chunk(text.slice(0, 9), null)}${chunk(text.slice(9), 'stop')}data: ${JSON.stringify({ id: 'c', choices: [], usage })}\n\ndata: [DONE]\n\n`,
  );
}

export function refuseWith(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message: `status ${String(status)}`, type: 'x' } }));
}

export async function openTeachingServer(reply: TeachingServer['reply']): Promise<TeachingServer> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const { messages, seed, temperature } = JSON.parse(text) as Body;
      const question = { prompt: messages.at(-1)!.content, seed, temperature };
      opened.asked.push(question);
      opened.reply(question, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const opened: TeachingServer = {
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    asked: [],
    reply,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
  return opened;
}
