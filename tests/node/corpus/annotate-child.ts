import { openAnswerStore } from '../../../main/node/corpus/answer-store.ts';
import { annotateByTeacher } from '../../../main/node/corpus/teacher-annotator.ts';
import { openAiCompatible } from '../../../main/node/teachers/openai-compatible.ts';

/** Labels texts in a process of its own, so that a test can kill it: node annotate-child.ts URL ANSWERS COUNT. */
const [baseUrl, path, count] = process.argv.slice(2) as [string, string, string];
const answers = openAnswerStore(path);
const { verdicts, meter } = await annotateByTeacher(
  Array.from({ length: Number(count) }, (_, at) => `x = ${String(at)}`),
  {
    teacher: openAiCompatible({ baseUrl, model: 'tutor', key: null }),
    answers,
    seed: 1,
    parallel: 2,
    perMinute: null,
    price: null,
    tokenBudget: null,
    signal: new AbortController().signal,
  },
);
answers.close();
process.stdout.write(JSON.stringify({ labelled: verdicts.length, ...meter }));
