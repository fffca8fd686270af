import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Failure } from '../../core/failure.ts';
import { refusedWrite } from '../files/refused-write.ts';
import type { TeacherAnswer } from '../../core/teaching/teacher.ts';

/** What was asked, of whom: nothing else decides which answer is meant. */
export type AnswerKey = {
  /** SHA-256 of the text that was judged. */
  readonly textHash: string;
  /** SHA-256 of everything around the text: prompt, system, settings. */
  readonly promptHash: string;
  /** The model and where it was asked. */
  readonly model: string;
  /** Counts from 0; a second answer is asked for where the first made no sense. */
  readonly attempt: number;
};

export type KeptAnswer = TeacherAnswer & {
  /** When it came, milliseconds since 1970. */
  readonly at: number;
};

/**
 * Answers that were paid for. Each is on the disk before it is used, so that whatever happens afterwards, in this
 * project or another, the same question about the same text is not paid for again. Several processes may share the file.
 */
export type AnswerStore = {
  find(key: AnswerKey): KeptAnswer | undefined;
  keep(key: AnswerKey, answer: KeptAnswer): void;
  close(): void;
};

const SCHEMA = `CREATE TABLE IF NOT EXISTS answer (
  text_hash TEXT NOT NULL,
  prompt_hash TEXT NOT NULL,
  model TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  text TEXT NOT NULL,
  finish TEXT NOT NULL CHECK (finish IN ('stop', 'length')),
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (text_hash, prompt_hash, model, attempt)
) STRICT, WITHOUT ROWID`;

type Row = {
  text: string;
  finish: 'stop' | 'length';
  prompt_tokens: number | null;
  completion_tokens: number | null;
  at: number;
};

/** @throws Failure `answers-not-opened`. */
export function openAnswerStore(path: string): AnswerStore {
  let database: Database.Database;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new Database(path, { timeout: 10_000 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec(SCHEMA);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(
      'answers-not-opened',
      `The answers of language models in ${path} cannot be opened (${why}); move the file away, or set HORNBOOK_ANSWERS to another.`,
      { cause },
    );
  }
  const find = database.prepare<[string, string, string, number], Row>(
    `SELECT text, finish, prompt_tokens, completion_tokens, at FROM answer
     WHERE text_hash = ? AND prompt_hash = ? AND model = ? AND attempt = ?`,
  );
  const keep = database.prepare('INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  return {
    find({ textHash, promptHash, model, attempt }) {
      const row = find.get(textHash, promptHash, model, attempt);
      if (row === undefined) return undefined;
      const { text, finish, prompt_tokens: promptTokens, completion_tokens: completionTokens, at } = row;
      return { text, finish, promptTokens, completionTokens, at };
    },
    keep({ textHash, promptHash, model, attempt }, answer) {
      const { text, finish, promptTokens, completionTokens, at } = answer;
      try {
        keep.run(textHash, promptHash, model, attempt, text, finish, promptTokens, completionTokens, at);
      } catch (cause) {
        throw refusedWrite(path, cause);
      }
    },
    close: () => {
      database.close();
    },
  };
}
