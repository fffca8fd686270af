import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { MeterState } from '../../core/teaching/budget.ts';

const liveSchema = z.object({
  at: z.number(),
  writing: z.array(
    z.object({
      lesson: z.number(),
      attempt: z.number(),
      slots: z.record(z.string(), z.string()),
      /** The last lines that came. */
      text: z.string(),
      characters: z.number(),
      /** Why it is not being written right now: `429 slow down, again in 3 s`. */
      waiting: z.string().nullable(),
    }),
  ),
  spent: z.object({
    promptTokens: z.number(),
    completionTokens: z.number(),
    cost: z.number(),
    estimatedShare: z.number(),
    lostTokens: z.number(),
  }),
});
/** What is being written this moment, for whoever looks. */
export type LiveTeaching = z.infer<typeof liveSchema>;

const INTERVAL_MS = 250;
const SHOWN_CHARACTERS = 1200;

/** Keeps a small file up to date, four times a second at most: other processes look at it while lessons are written. */
export function openLiveView(path: string, spent: () => MeterState) {
  const writing = new Map<string, LiveTeaching['writing'][number]>();
  let dirty = true;
  const write = (): void => {
    if (!dirty) return;
    dirty = false;
    const live: LiveTeaching = { at: Date.now(), writing: [...writing.values()], spent: spent() };
    try {
      writeFileSync(`${path}.tmp`, JSON.stringify(live));
      renameSync(`${path}.tmp`, path);
    } catch {
      // Only for the eye: a full disk is told of by the ledger, which needs it.
    }
  };
  const timer = setInterval(write, INTERVAL_MS);
  timer.unref();
  const keyOf = (lesson: number, attempt: number): string => `${String(lesson)} ${String(attempt)}`;
  return {
    begin(lesson: number, attempt: number, slots: Readonly<Record<string, string>>): void {
      writing.set(keyOf(lesson, attempt), { lesson, attempt, slots, text: '', characters: 0, waiting: null });
      dirty = true;
    },
    write(lesson: number, attempt: number, piece: string): void {
      const entry = writing.get(keyOf(lesson, attempt));
      if (entry === undefined) return;
      entry.text = (entry.text + piece).slice(-SHOWN_CHARACTERS);
      entry.characters += piece.length;
      entry.waiting = null;
      dirty = true;
    },
    wait(lesson: number, attempt: number, why: string): void {
      const entry = writing.get(keyOf(lesson, attempt));
      if (entry === undefined) return;
      Object.assign(entry, { text: '', characters: 0, waiting: why });
      dirty = true;
    },
    end(lesson: number, attempt: number): void {
      writing.delete(keyOf(lesson, attempt));
      dirty = true;
    },
    close(): void {
      clearInterval(timer);
      rmSync(path, { force: true });
    },
  };
}

export type LiveView = ReturnType<typeof openLiveView>;

/** A live file as it was read, or null where it is none. */
export function parseLive(text: string): LiveTeaching | null {
  try {
    return liveSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
