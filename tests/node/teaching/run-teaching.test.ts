import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { Failure } from '../../../main/core/failure.ts';
import type { Teacher } from '../../../main/core/teaching/teacher.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { openAiCompatible } from '../../../main/node/teachers/openai-compatible.ts';
import { readLedger, teachingPaths } from '../../../main/node/teaching/ledger.ts';
import { openPrompt, openPromptLibrary } from '../../../main/node/teaching/prompt-library.ts';
import { runTeaching, type TeachingRequest } from '../../../main/node/teaching/run-teaching.ts';
import {
  answer,
  cut,
  exerciseNamed,
  notJson,
  openTeacherServer,
  saying,
  silent,
  status,
  type Reply,
  type TeacherServer,
} from './teacher-server.ts';

const NAMES = [
  'alpha',
  'bravo',
  'charlie',
  'delta',
  'echo',
  'foxtrot',
  'golf',
  'hotel',
  'india',
  'juliet',
] as const;
const PROMPT = `---
for: exercise
max-tokens: 400
slots:
  name: one of names.txt
---
## Prompt
Write {{name}}.
`;

let sandbox: Sandbox;
let folder: string;
let server: TeacherServer;
/** What the server does with the requests for a name in turn; the last goes on, and no entry means a right answer. */
let scripts: Partial<Record<(typeof NAMES)[number], readonly Reply[]>>;
/** What it does with a repair. */
let mended: (name: string) => Reply;

beforeAll(async () => {
  sandbox = await openSandbox({});
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'teaching-'));
  scripts = {};
  mended = () => answer;
  writeFileSync(join(folder, 'names.txt'), NAMES.join('\n'));
  writeFileSync(join(folder, 'named.md'), PROMPT);
  server = await openTeacherServer((prompt, time) => {
    const name = NAMES.find((one) => prompt.includes(`Write ${one}.`))!;
    const isRepair = prompt.includes('it cannot be used');
    const script = isRepair ? [mended(name)] : (scripts[name] ?? [answer]);
    return { reply: script[Math.min(time, script.length - 1)]!, text: exerciseNamed(name) };
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function teach(changes: Partial<TeachingRequest> & { readonly signal?: AbortSignal } = {}) {
  const { signal = new AbortController().signal, ...request } = changes;
  const library = openPromptLibrary(folder);
  const teacher = openAiCompatible({
    baseUrl: server.baseUrl,
    model: 'tutor',
    key: null,
    retries: 2,
    // Long enough for a busy machine: an answer that is given up on would be paid twice.
    silenceMs: 2000,
    wait: () => Promise.resolve(),
  });
  return runTeaching(
    {
      folder: join(folder, 'answers'),
      kind: 'exercises',
      teacher,
      prompt: openPrompt(library, 'named.md'),
      repair: null,
      count: NAMES.length,
      seed: 3,
      atOnce: 4,
      price: { promptPerMillion: 1_000_000, completionPerMillion: 2_000_000 },
      caps: { tokens: null, money: null },
      ...request,
    },
    sandbox,
    { signal },
  );
}

const totalOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, one) => sum + one, 0);

describe('a teaching against a server that fails in every way', () => {
  it('loses nothing, pays for nothing twice, and keeps what is wrong aside with the reason', async () => {
    scripts = {
      alpha: [status(429), answer],
      bravo: [status(500), status(503), answer],
      charlie: [cut, answer],
      delta: [notJson, answer],
      echo: [silent, answer],
      foxtrot: [saying('I am sorry, I cannot write that.')],
      golf: [saying('{"code": "def golf(')],
      hotel: [saying(exerciseNamed('hotel').replace('count += 1', 'count += 2'))],
      india: [
        saying(
          exerciseNamed('india').replace(
            /assert candidate\((.*)\) == .*/g,
            'assert candidate($1) is not None',
          ),
        ),
      ],
    };
    const { lessons, spent, combinations } = await teach();
    expect(combinations).toBe(NAMES.length);
    const outcomes = Object.fromEntries(
      lessons.map(({ lesson, outcome }) => [lesson.slots['name'], outcome]),
    );
    for (const name of ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'juliet']) {
      expect(outcomes[name]).toMatchObject({ verdict: 'kept', mutants: 8 });
      expect(outcomes[name]!.noticed).toBeGreaterThanOrEqual(4);
    }
    expect(outcomes['foxtrot']).toMatchObject({ verdict: 'aside', reason: 'there is no Python in it' });
    expect(outcomes['golf']).toMatchObject({ verdict: 'aside', reason: 'its JSON cannot be read' });
    expect(outcomes['hotel']).toMatchObject({
      verdict: 'aside',
      cause: 'a solution that fails its own tests',
    });
    expect(outcomes['india']).toMatchObject({
      verdict: 'aside',
      cause: 'tests that notice too little',
      reason: expect.stringMatching(/^its tests notice \d of 8 wrong versions/) as string,
    });
    // Each prompt was answered whole once; `silent` and `cut` never were.
    expect([...server.paid.values()]).toEqual(NAMES.map(() => 1));
    // 10 answers of 100 and 50 tokens, and the pieces of `charlie` and `echo`.
    expect(spent.promptTokens - 1000).toBeGreaterThan(0);
    expect(spent.lostTokens).toBe(spent.promptTokens + spent.completionTokens - 1500);
    expect(spent.cost).toBeCloseTo(spent.promptTokens + 2 * spent.completionTokens);

    const requests = totalOf(server.asked);
    const again = await teach();
    expect(again.lessons).toEqual(lessons);
    expect(again.spent).toEqual(spent);
    expect(totalOf(server.asked)).toBe(requests);
  });

  it('sends back once, with the reason, what did not hold', async () => {
    scripts = { hotel: [saying('no')], india: [saying('no')] };
    mended = (name) => (name === 'hotel' ? answer : saying('still no'));
    await teach();
    const first = totalOf(server.asked);
    const repair = openPrompt(openPromptLibrary(folder), 'repair.md');
    const { lessons, sentBack, repaired } = await teach({ repair });
    expect({ sentBack, repaired, asked: totalOf(server.asked) - first }).toEqual({
      sentBack: 2,
      repaired: 1,
      asked: 2,
    });
    expect(lessons.filter(({ outcome }) => outcome.verdict === 'aside')).toHaveLength(1);
    const sent = [...server.asked.keys()].find((prompt) => prompt.includes('it cannot be used'))!;
    expect(sent).toContain('it cannot be used: there is no Python in it.');
    expect(sent).toMatch(/You answered this:\n\nno\n/);
    await teach({ repair });
    expect(totalOf(server.asked) - first).toBe(2);
  });

  it('stops before a cap is crossed, keeps all, and goes on when the cap is raised', async () => {
    // A request of "Write golf." reserves its few tokens and 400 of answer, and takes 150.
    const { lessons, spent, beyondBudget } = await teach({ atOnce: 3, caps: { tokens: 1000, money: null } });
    expect(spent.promptTokens + spent.completionTokens).toBeLessThanOrEqual(1000);
    expect(lessons.length).toBeGreaterThan(0);
    expect(beyondBudget).toBe(NAMES.length - lessons.length);
    expect(beyondBudget).toBeGreaterThan(0);
    const cheaper = await teach({ caps: { tokens: null, money: 100_000 } });
    expect(cheaper.lessons).toHaveLength(NAMES.length);
    expect([...server.paid.values()]).toEqual(NAMES.map(() => 1));
  });

  it('gives up on a teacher that is gone, and asks it for the rest when it is back', async () => {
    let gone = false;
    const away: Reply = (response, text) => {
      (gone ? status(401) : answer)(response, text);
    };
    scripts = Object.fromEntries(NAMES.map((name) => [name, [away]]));
    await teach({ count: 4 });
    gone = true;
    await expect(teach()).rejects.toMatchObject({
      code: 'teacher-refused',
      message: expect.stringMatching(
        /status 401.*4 answers are kept; going on asks for the others\.$/,
      ) as string,
    });
    gone = false;
    expect((await teach()).lessons).toHaveLength(NAMES.length);
    expect([...server.paid.values()]).toEqual(NAMES.map(() => 1));
  });

  it('says that single lessons got no answer, and asks for them again', async () => {
    scripts = { echo: [status(500), status(500), status(500), answer] };
    await expect(teach()).rejects.toMatchObject({
      code: 'teacher-unanswered',
      message: '1 of 10 lessons got no answer; the others are kept, and going on asks for these again.',
    });
    expect((await teach()).lessons).toHaveLength(NAMES.length);
    expect(totalOf(server.paid)).toBe(NAMES.length);
  });

  it('lets answers under way come in when it is stopped', async () => {
    const stop = new AbortController();
    scripts = Object.fromEntries(
      NAMES.map((name) => [
        name,
        [
          (response, text) => {
            stop.abort(new DOMException('Stopped.', 'AbortError'));
            setTimeout(() => {
              answer(response, text);
            }, 50);
          },
        ],
      ]),
    );
    await expect(teach({ atOnce: 2, signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    const { entries } = readLedger(join(folder, 'answers'));
    expect(entries.filter(({ kind }) => kind === 'answered')).toHaveLength(server.asked.size);
    expect(server.asked.size).toBeLessThanOrEqual(2);
  });

  it('asks no more at once than the teacher has places for, and keeps aside what is too long for it', async () => {
    let [atOnce, most] = [0, 0];
    const teacher: Teacher = {
      name: 'small',
      places: 2,
      ask: async ({ prompt }) => {
        most = Math.max(most, (atOnce += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        atOnce -= 1;
        if (prompt.includes('echo')) throw new Failure('teacher-too-long', 'It has 9,000 tokens; ask less.');
        const name = NAMES.find((one) => prompt.includes(one))!;
        return { text: exerciseNamed(name), finish: 'stop', promptTokens: 1, completionTokens: 1 };
      },
    };
    const { lessons, spent } = await teach({ teacher, atOnce: 8 });
    expect(most).toBe(2);
    expect(spent.lostTokens).toBe(0);
    expect(
      lessons.flatMap(({ lesson, outcome }) =>
        outcome.verdict === 'aside' ? [[lesson.slots['name'], outcome.reason]] : [],
      ),
    ).toEqual([['echo', 'the question left the teacher no room for an answer']]);
  });

  it('says when the lists are used up', async () => {
    const { lessons, combinations } = await teach({ count: 500 });
    expect([lessons.length, combinations]).toEqual([10, 10]);
    expect(new Set(lessons.map(({ lesson }) => lesson.slots['name'])).size).toBe(10);
  });

  it('keeps to one teaching a folder, and one process', async () => {
    await teach({ count: 1 });
    await expect(teach({ seed: 4 })).rejects.toMatchObject({ code: 'teaching-differs' });
    writeFileSync(teachingPaths(join(folder, 'answers')).lock, '1');
    await expect(teach()).rejects.toMatchObject({ code: 'teaching-running' });
    expect(readFileSync(teachingPaths(join(folder, 'answers')).record, 'utf8')).not.toContain('key');
  });
});

describe('prompts', () => {
  it('are read where the person keeps them, else as Hornbook brings them', () => {
    const library = openPromptLibrary(folder);
    expect(library.list()).toEqual(expect.arrayContaining(['exercise.md', 'named.md', 'topics.txt']));
    for (const file of library.list().filter((name) => name.endsWith('.md') && library.isBuiltIn(name))) {
      const { prompt, axes } = openPrompt(library, file);
      expect(prompt.use === 'repair' ? axes.length : axes.every(({ values }) => values.length > 5)).not.toBe(
        false,
      );
    }
    const brought = library.read('repair.md');
    library.save('repair.md', brought.replace('Write the whole answer again', 'Write it again'));
    expect([library.isEdited('repair.md'), library.read('repair.md').includes('Write it again')]).toEqual([
      true,
      true,
    ]);
    library.reset('repair.md');
    expect(library.read('repair.md')).toBe(brought);
    expect(() => {
      library.save('exercise.md', '## Prompt\n{{x}}');
    }).toThrow(/exercise\.md has no head/);
    expect(() => {
      library.save('topics.txt', '# nothing\n');
    }).toThrow(/The list topics\.txt has no lines/);
    expect(() => library.read('../teaching.md')).toThrow(/is no name of a prompt/);
    writeFileSync(join(folder, 'odd.md'), PROMPT.replace('names.txt', 'nowhere.txt'));
    expect(() => openPrompt(library, 'odd.md')).toThrow(
      /The prompt odd\.md: the slot name is filled from nowhere\.txt, and there is no such list/,
    );
  });
});
