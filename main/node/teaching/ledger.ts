import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { openAppendLog, readAppendLog } from '../evaluation/append-log.ts';
import { writeFileDurably } from '../files/durable-file.ts';

/** Where the parts of a teaching lie. */
export const teachingPaths = (folder: string) => ({
  record: join(folder, 'teaching.json'),
  asked: join(folder, 'answers.jsonl'),
  outcomes: join(folder, 'outcomes.jsonl'),
  live: join(folder, 'live.json'),
  lock: join(folder, 'running.pid'),
});

const use = { promptTokens: z.number(), completionTokens: z.number() };
const entrySchema = z.discriminatedUnion('kind', [
  /** On record before the request leaves, so that one whose answer a crash lost is known of. */
  z.object({ kind: z.literal('asked'), lesson: z.number().int(), attempt: z.number().int(), ...use }),
  z.object({
    kind: z.literal('answered'),
    lesson: z.number().int(),
    attempt: z.number().int(),
    slots: z.record(z.string(), z.string()),
    text: z.string(),
    finish: z.enum(['stop', 'length']),
    ...use,
    /** The server counted no tokens. */
    estimated: z.boolean(),
    at: z.number(),
  }),
  z.object({
    kind: z.literal('unanswered'),
    lesson: z.number().int(),
    attempt: z.number().int(),
    reason: z.string(),
  }),
  /** An attempt that broke off, made again within the same request: what had come may be charged. */
  z.object({ kind: z.literal('lost'), lesson: z.number().int(), attempt: z.number().int(), ...use }),
]);
export type LedgerEntry = z.infer<typeof entrySchema>;
export type Answered = Extract<LedgerEntry, { kind: 'answered' }>;

const outcomeSchema = z.object({
  lesson: z.number().int(),
  attempt: z.number().int(),
  verdict: z.enum(['kept', 'aside']),
  /** Why it was kept aside, in a few words that many share. */
  cause: z.string(),
  /** The same, of this lesson. */
  reason: z.string(),
  /** Wrong versions of the solution that were tried, and those that the tests noticed. */
  mutants: z.number().int(),
  noticed: z.number().int(),
  /** Blocks that state an output, all of which were run. */
  stated: z.number().int(),
});
export type LessonOutcome = z.infer<typeof outcomeSchema>;

export const parseEntry = (value: unknown): LedgerEntry => entrySchema.parse(value);
export const parseOutcome = (value: unknown): LessonOutcome => outcomeSchema.parse(value);

/** What decides the answers. A folder holds one teaching; counts, caps and prices may change between its sessions. */
export type TeachingRecord = {
  readonly formatVersion: 1;
  readonly lessons: 'textbooks' | 'exercises';
  readonly teacher: string;
  readonly prompt: string;
  readonly promptHash: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
};

export type Ledger = {
  readonly folder: string;
  readonly entries: readonly LedgerEntry[];
  readonly outcomes: readonly LessonOutcome[];
  /** On the disk before it returns: what was paid for is never asked for again. */
  append(entry: LedgerEntry): void;
  judge(outcome: LessonOutcome): void;
  close(): void;
};

/**
 * Opens a teaching's folder to go on with.
 *
 * @throws Failure `teaching-differs` where it holds another teaching, `teaching-running` where a process is at it.
 */
export function openLedger(folder: string, record: TeachingRecord): Ledger {
  const paths = teachingPaths(folder);
  mkdirSync(folder, { recursive: true });
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if (!existsSync(paths.record)) writeFileDurably(paths.record, text);
  else if (readFileSync(paths.record, 'utf8') !== text) {
    throw new Failure(
      'teaching-differs',
      `${folder} holds answers to another teacher, prompt or setting; choose another folder for the answers.`,
    );
  }
  lock(folder);
  const asked = openAppendLog(paths.asked, parseEntry);
  const outcomes = openAppendLog(paths.outcomes, parseOutcome);
  return {
    folder,
    entries: asked.entries,
    outcomes: outcomes.entries,
    append(entry) {
      asked.log.append(entry);
      asked.log.sync();
    },
    judge(outcome) {
      outcomes.log.append(outcome);
    },
    close() {
      asked.log.close();
      outcomes.log.close();
      rmSync(paths.live, { force: true });
      rmSync(paths.lock, { force: true });
    },
  };
}

/** Two processes on one folder would ask, and pay, twice. */
function lock(folder: string): void {
  const path = teachingPaths(folder).lock;
  const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Failure(
      'teaching-running',
      `Another process (${String(holder)}) is writing into ${folder}; wait for it, or stop it.`,
    );
  }
  writeFileSync(path, String(process.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What a teaching's folder holds, without going on with it. */
export function readLedger(folder: string): {
  readonly entries: readonly LedgerEntry[];
  readonly outcomes: readonly LessonOutcome[];
} {
  const paths = teachingPaths(folder);
  return {
    entries: readAppendLog(paths.asked, parseEntry),
    outcomes: readAppendLog(paths.outcomes, parseOutcome),
  };
}
