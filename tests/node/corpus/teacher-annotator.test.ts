import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../main/core/failure.ts';
import type { Teacher } from '../../../main/core/teaching/teacher.ts';
import type { AnswerStore } from '../../../main/node/corpus/answer-store.ts';
import { openAnswerStore } from '../../../main/node/corpus/answer-store.ts';
import type { TeacherAnnotatorOptions } from '../../../main/node/corpus/teacher-annotator.ts';
import { annotateByTeacher, estimateAnnotation } from '../../../main/node/corpus/teacher-annotator.ts';
import { openAiCompatible } from '../../../main/node/teachers/openai-compatible.ts';
import { temporaryFolder } from '../datasets/temporary-folder.ts';
import type { Question, TeachingServer } from '../teachers/teaching-server.ts';
import { answerWith, openTeachingServer, refuseWith } from '../teachers/teaching-server.ts';

const root = temporaryFolder();
let folders = 0;
let server: TeachingServer;
let path: string;
let answers: AnswerStore;

const good = (label: number): string => JSON.stringify({ rationale: `Worth ${String(label)}.`, label });
/** The number that a test's text is about. */
const numberIn = ({ prompt }: Question): number => Number(/x = (\d+)/.exec(prompt)?.[1]);

beforeEach(async () => {
  server = await openTeachingServer((question, response) => {
    answerWith(response, good(1 + (numberIn(question) % 5)));
  });
  path = join(root, `answers-${String(folders++)}.sqlite`);
  answers = openAnswerStore(path);
});
afterEach(async () => {
  answers.close();
  await server.close();
});

const textOf = (at: number): string => `x = ${String(at)}`;
const texts = (count: number): string[] => Array.from({ length: count }, (_, at) => textOf(at));

const options = (changes: Partial<TeacherAnnotatorOptions> = {}): TeacherAnnotatorOptions => ({
  teacher: openAiCompatible({
    baseUrl: server.baseUrl,
    model: 'tutor',
    key: null,
    retries: 3,
    wait: () => Promise.resolve(),
  }),
  answers,
  seed: 1,
  parallel: 3,
  perMinute: null,
  price: { promptPerMillion: 2, completionPerMillion: 10 },
  tokenBudget: null,
  signal: new AbortController().signal,
  ...changes,
});

describe('labels by a language model', () => {
  it('come with their rationale, in the order of the texts, and are metered', async () => {
    const { verdicts, meter } = await annotateByTeacher(texts(7), options());
    expect(verdicts.map((verdict) => verdict.kind === 'labelled' && verdict.label)).toEqual([
      1, 2, 3, 4, 5, 1, 2,
    ]);
    expect(verdicts[2]).toMatchObject({ kind: 'labelled', rationale: 'Worth 3.' });
    expect(meter).toEqual({ asked: 7, known: 0, promptTokens: 700, completionTokens: 140, cost: 0.0028 });
    expect(server.asked[0]!.prompt).toContain('basic coding concepts');
  });

  it('are never paid for twice: neither again, nor for equal texts, nor after the process is gone', async () => {
    await annotateByTeacher([...texts(4), textOf(0), textOf(0)], options());
    expect(server.asked).toHaveLength(4);
    answers.close();
    answers = openAnswerStore(path);
    const { verdicts, meter } = await annotateByTeacher(texts(5), options());
    expect(server.asked).toHaveLength(5);
    expect(meter).toMatchObject({ asked: 1, known: 4 });
    expect(verdicts.every(({ kind }) => kind === 'labelled')).toBe(true);
  });

  it('are asked for again where the prompt, the model or the seed is another', async () => {
    await annotateByTeacher(texts(1), options());
    await annotateByTeacher(texts(1), options({ template: 'Rate from 1 to 5: {text}' }));
    await annotateByTeacher(texts(1), options({ seed: 2 }));
    expect(server.asked).toHaveLength(3);
    expect(server.asked[1]!.prompt).toBe('Rate from 1 to 5: x = 0');
  });

  it('that make no sense are asked for again, and put aside with the reason after three attempts', async () => {
    server.reply = (question, response) => {
      const attempt = server.asked.filter(({ prompt }) => prompt === question.prompt).length;
      if (numberIn(question) === 0) answerWith(response, attempt < 3 ? 'I would say: a four.' : good(4));
      else if (numberIn(question) === 1) answerWith(response, '{"rationale": "Fine.", "label": 9}');
      else answerWith(response, `Sure!\n\`\`\`json\n${good(2)}\n\`\`\``);
    };
    const { verdicts } = await annotateByTeacher(texts(3), options());
    expect(verdicts[0]).toMatchObject({ kind: 'labelled', label: 4 });
    expect(verdicts[1]).toMatchObject({
      kind: 'aside',
      reason: expect.stringContaining(
        'the label is 9, not a whole number from 1 to 5, in 3 attempts; the last answer began',
      ) as string,
    });
    expect(verdicts[2]).toMatchObject({ kind: 'labelled', label: 2 });
    expect(server.asked).toHaveLength(7);
    expect(new Set(server.asked.map(({ seed }) => seed)).size).toBe(3);
    // Answers without sense were paid for too.
    await annotateByTeacher(texts(3), options());
    expect(server.asked).toHaveLength(7);
  });

  it('leave out a text that is too long for the model, and go on with the others', async () => {
    const { ask, ...about } = options().teacher;
    const teacher: Teacher = {
      ...about,
      ask: (request, more) =>
        request.prompt.includes('x = 1\n')
          ? Promise.reject(new Failure('teacher-too-long', 'It has 99 tokens; ask less.'))
          : ask(request, more),
    };
    const { verdicts } = await annotateByTeacher(texts(3), options({ teacher }));
    expect(verdicts.map(({ kind }) => kind)).toEqual(['labelled', 'aside', 'labelled']);
    expect(verdicts[1]).toMatchObject({ reason: 'It has 99 tokens; ask less' });
  });

  it('survive a server that is busy, breaks off and sends rubbish', async () => {
    server.reply = (question, response) => {
      const attempt = server.asked.filter(({ prompt }) => prompt === question.prompt).length;
      if (attempt === 1) refuseWith(response, 429, { 'retry-after': '0' });
      else if (attempt === 2) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"choices":[{"delta":{"content":"{"}}]}\n\n', () => response.destroy());
      } else if (attempt === 3) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {not json\n\n');
      } else answerWith(response, good(3));
    };
    const { verdicts, meter } = await annotateByTeacher(texts(4), options());
    expect(verdicts.every((verdict) => verdict.kind === 'labelled' && verdict.label === 3)).toBe(true);
    expect(meter.asked).toBe(4);
  });

  it('stop where the teacher refuses, and keep what came before', async () => {
    server.reply = (question, response) => {
      if (numberIn(question) === 3) refuseWith(response, 401);
      else answerWith(response, good(2));
    };
    await expect(annotateByTeacher(texts(6), options({ parallel: 1 }))).rejects.toThrow('check the key');
    server.reply = (_, response) => {
      answerWith(response, good(2));
    };
    const before = server.asked.length;
    const { meter } = await annotateByTeacher(texts(6), options());
    expect(meter).toMatchObject({ asked: 3, known: 3 });
    expect(server.asked.length - before).toBe(3);
  });

  it('stop at the budget, and go on behind it', async () => {
    const limited = options({ parallel: 1, tokenBudget: 300 });
    await expect(annotateByTeacher(texts(6), limited)).rejects.toThrow(
      'The budget of 300 tokens is used up; all answers so far are kept.',
    );
    expect(server.asked).toHaveLength(3);
    expect((await annotateByTeacher(texts(6), options())).meter).toMatchObject({ asked: 3, known: 3 });
  });

  it('stop when told to', async () => {
    const stop = new AbortController();
    const stopped = annotateByTeacher(
      texts(50),
      options({
        parallel: 1,
        signal: stop.signal,
        onVerdict: (done) => {
          if (done === 2) stop.abort(new Error('enough'));
        },
      }),
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(server.asked).toHaveLength(2);
  });

  it('keep to a rate: so many begin in any minute', async () => {
    let time = 1_000_000;
    const begun: number[] = [];
    server.reply = (question, response) => {
      begun.push(time);
      answerWith(response, good(1 + (numberIn(question) % 5)));
    };
    await annotateByTeacher(
      texts(7),
      options({
        parallel: 1,
        perMinute: 3,
        now: () => time,
        wait: (ms) => {
          time += ms;
          return Promise.resolve();
        },
      }),
    );
    expect(begun.map((at) => (at - 1_000_000) / 60_000)).toEqual([0, 0, 0, 1, 1, 1, 2]);
  });

  it('are estimated before anything is paid, without what is there already', async () => {
    await annotateByTeacher(texts(2), options());
    const { asked, known, promptTokens, completionTokens, cost } = estimateAnnotation(
      [...texts(5), textOf(4)],
      options(),
    );
    expect({ asked, known }).toEqual({ asked: 3, known: 2 });
    expect(promptTokens).toBeGreaterThan(3 * 300);
    expect(cost).toBeCloseTo((promptTokens * 2 + completionTokens * 10) / 1e6);
    expect(server.asked).toHaveLength(2);
  });

  it('go on after kill -9, and nothing that was answered is asked again', async () => {
    const child = (): ReturnType<typeof spawn> =>
      spawn(process.execPath, [join(import.meta.dirname, 'annotate-child.ts'), server.baseUrl, path, '40'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    let answered = 0;
    const first = child();
    server.reply = (_, response) => {
      answered++;
      answerWith(response, good(3));
      if (answered === 12) first.kill('SIGKILL');
    };
    await new Promise((resolve) => first.on('exit', resolve));
    const before = server.asked.length;
    expect(before).toBeGreaterThanOrEqual(12);
    const second = child();
    let said = '';
    second.stdout!.on('data', (part: Buffer) => (said += part.toString()));
    await new Promise((resolve) => second.on('close', resolve));
    const { labelled, asked, known } = JSON.parse(said) as Record<string, number>;
    expect(labelled).toBe(40);
    expect(asked! + known!).toBe(40);
    // Two were on their way when it was killed; they alone may have been answered and not kept.
    expect(known).toBeGreaterThanOrEqual(before - 2);
  });
});
