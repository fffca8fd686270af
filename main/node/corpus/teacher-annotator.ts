import { setTimeout } from 'node:timers/promises';
import type { Annotation } from '../../core/corpus/annotation.ts';
import {
  ANNOTATION_FIELDS,
  ANNOTATOR_SYSTEM,
  annotationPrompt,
  parseAnnotation,
  SHOWN_CHARACTERS,
} from '../../core/corpus/annotation.ts';
import { Failure } from '../../core/failure.ts';
import { costOf, estimatedTokens, type Price } from '../../core/teaching/budget.ts';
import { jsonIn, type Teacher } from '../../core/teaching/teacher.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import type { AnswerStore, KeptAnswer } from './answer-store.ts';

/** What came of one text: a label, or why there is none. */
export type TeacherVerdict =
  | ({ readonly kind: 'labelled'; readonly at: number } & Annotation)
  | { readonly kind: 'aside'; readonly at: number; readonly reason: string };

/** Tokens of answers, as the server counted them, or estimated where it does not count. */
export type TokenMeter = {
  /** Answers that were asked for now, and those that had been paid for before. */
  readonly asked: number;
  readonly known: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** In the currency of the price; null where none was given. */
  readonly cost: number | null;
};

export type TeacherAnnotatorOptions = {
  readonly teacher: Teacher;
  readonly answers: AnswerStore;
  /** What is asked instead of Hornbook's own prompt; it holds `{text}`. */
  readonly template?: string;
  readonly seed: number;
  /** Questions on their way at once. */
  readonly parallel: number;
  /** Questions begun in any minute at most; null for no limit. */
  readonly perMinute: number | null;
  readonly price: Price | null;
  /** Tokens of both kinds that may be asked for now; null for no limit. */
  readonly tokenBudget: number | null;
  readonly signal: AbortSignal;
  readonly onVerdict?: (done: number, total: number, meter: TokenMeter) => void;
  readonly now?: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

const ATTEMPTS = 3;
const ANSWER_TOKENS = 400;
const TYPICAL_ANSWER_TOKENS = 90;

/** Everything around the text that decides an answer. */
export function promptHashOf(template: string | undefined, seed: number): string {
  const system = ANNOTATOR_SYSTEM;
  const prompt = annotationPrompt('{text}', template);
  return sha256(
    canonicalJson({ system, prompt, seed, shown: SHOWN_CHARACTERS, answerTokens: ANSWER_TOKENS }),
  );
}

/** What labelling would take, before any of it is paid: only texts whose answer is not there yet count. */
export function estimateAnnotation(
  texts: readonly string[],
  options: Pick<TeacherAnnotatorOptions, 'teacher' | 'answers' | 'template' | 'seed' | 'price'>,
): TokenMeter {
  const promptHash = promptHashOf(options.template, options.seed);
  const unknown = new Set<string>();
  let [promptTokens, known] = [0, 0];
  for (const text of texts) {
    const textHash = sha256(text);
    const key = { textHash, promptHash, model: options.teacher.name, attempt: 0 };
    if (unknown.has(textHash)) continue;
    if (options.answers.find(key) !== undefined) known++;
    else {
      unknown.add(textHash);
      promptTokens +=
        estimatedTokens(annotationPrompt(text, options.template)) + estimatedTokens(ANNOTATOR_SYSTEM);
    }
  }
  const completionTokens = unknown.size * TYPICAL_ANSWER_TOKENS;
  const cost = options.price === null ? null : costOf({ promptTokens, completionTokens }, options.price);
  return { asked: unknown.size, known, promptTokens, completionTokens, cost };
}

/**
 * Asks a teacher for the educational value of each text. An answer is kept before anything is made of it, and a kept
 * answer is never asked for again; equal texts are asked about once. An answer that makes no sense is asked for again
 * with another seed, three times in all, and then put aside with the reason. What the teacher itself cannot do (no
 * connection, a wrong key) ends the whole, and what came before it is kept.
 *
 * @throws Failure `budget-reached`, and what `Teacher.ask` rejects with.
 */
export async function annotateByTeacher(
  texts: readonly string[],
  options: TeacherAnnotatorOptions,
): Promise<{ readonly verdicts: readonly TeacherVerdict[]; readonly meter: TokenMeter }> {
  const { teacher, answers, template, seed, price, tokenBudget, signal, now = Date.now } = options;
  const promptHash = promptHashOf(template, seed);
  const spent = { asked: 0, known: 0, promptTokens: 0, completionTokens: 0 };
  const pace = paceOf(options.perMinute, now, (ms) => (options.wait ?? sleep)(ms, signal));
  const meter = (): TokenMeter => ({ ...spent, cost: price === null ? null : costOf(spent, price) });

  const answerTo = async (text: string, textHash: string, attempt: number): Promise<KeptAnswer> => {
    const key = { textHash, promptHash, model: teacher.name, attempt };
    const kept = answers.find(key);
    if (kept !== undefined) {
      spent.known++;
      return kept;
    }
    if (tokenBudget !== null && spent.promptTokens + spent.completionTokens >= tokenBudget) {
      throw new Failure(
        'budget-reached',
        `The budget of ${tokenBudget.toLocaleString('en-US')} tokens is used up; all answers so far are kept. Raise it and start again to go on.`,
      );
    }
    await pace();
    signal.throwIfAborted();
    const prompt = annotationPrompt(text, template);
    const answer = await teacher.ask(
      {
        system: ANNOTATOR_SYSTEM,
        prompt,
        // The likeliest answer made no sense where there is a second attempt.
        temperature: attempt === 0 ? 0 : 0.7,
        maxTokens: ANSWER_TOKENS,
        seed: seed + attempt * 7919,
        fields: ANNOTATION_FIELDS,
      },
      { signal },
    );
    const counted = { ...answer, at: now() };
    answers.keep(key, counted);
    spent.asked++;
    spent.promptTokens += answer.promptTokens ?? estimatedTokens(prompt) + estimatedTokens(ANNOTATOR_SYSTEM);
    spent.completionTokens += answer.completionTokens ?? estimatedTokens(answer.text);
    return counted;
  };

  const judge = async (text: string, textHash: string): Promise<TeacherVerdict> => {
    let reason = '';
    let at = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      let answer: KeptAnswer;
      try {
        answer = await answerTo(text, textHash, attempt);
      } catch (error) {
        // Another text may be short enough.
        if (!(error instanceof Failure) || error.code !== 'teacher-too-long') throw error;
        return { kind: 'aside', at: now(), reason: error.message.replace(/\.$/, '') };
      }
      at = answer.at;
      try {
        return { kind: 'labelled', at, ...parseAnnotation(JSON.parse(jsonIn(answer.text))) };
      } catch (error) {
        const why = error instanceof SyntaxError ? 'the answer is no JSON' : (error as Error).message;
        reason = `${why}, in ${String(ATTEMPTS)} attempts; the last answer began ${JSON.stringify(answer.text.slice(0, 120))}`;
      }
    }
    return { kind: 'aside', at, reason };
  };

  const byHash = new Map<string, Promise<TeacherVerdict>>();
  const verdicts = new Array<TeacherVerdict>(texts.length);
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < texts.length) {
      signal.throwIfAborted();
      const index = next++;
      const text = texts[index]!;
      const textHash = sha256(text);
      const judged = byHash.get(textHash) ?? judge(text, textHash);
      byHash.set(textHash, judged);
      verdicts[index] = await judged;
      options.onVerdict?.(++done, texts.length, meter());
    }
  };
  const atOnce = Math.min(options.parallel, teacher.places ?? Infinity);
  const workers = Array.from({ length: Math.max(1, atOnce) }, async () => {
    try {
      await work();
    } catch (error) {
      // The others finish what they asked, for it is paid, and then stop too.
      next = texts.length;
      throw error;
    }
  });
  const settled = await Promise.allSettled(workers);
  const failed = settled.find((worker) => worker.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return { verdicts, meter: meter() };
}

/** Waits until another question may begin: `perMinute` of them in any sixty seconds. */
function paceOf(perMinute: number | null, now: () => number, wait: (ms: number) => Promise<void>) {
  const begun: number[] = [];
  return async (): Promise<void> => {
    if (perMinute === null) return;
    // The place in the line is taken at once, so that callers at the same moment do not take the same one.
    const earlier = begun.at(-perMinute);
    const at = earlier === undefined ? now() : Math.max(now(), earlier + 60_000);
    begun.push(at);
    if (begun.length > 2 * perMinute) begun.splice(0, begun.length - perMinute);
    if (at > now()) await wait(at - now());
  };
}

/** Ends early when the signal is aborted; the caller looks at it next. */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
