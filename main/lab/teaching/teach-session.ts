import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { TaughtLesson, TeachingView } from '../../../preload/contract/teaching.ts';
import { Failure } from '../../core/failure.ts';
import type { DataJobParams } from '../../jobs/data/data-job.ts';
import type { OperationResult } from '../../jobs/data/run-operation.ts';
import { teachingFolder } from '../../jobs/data/teach-asked.ts';
import { teachParameters } from '../../jobs/data/teach-fields.ts';
import { parseLive } from '../../node/teaching/live-view.ts';
import { parseEntry, parseOutcome, teachingPaths } from '../../node/teaching/ledger.ts';
import { tally, type TeachingResult } from '../../node/teaching/teaching-result.ts';
import { requireJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { teachingSummary } from './teach-view.ts';

/** How many of the latest lessons are handed out with their texts. */
const RECENT = 200;

/** One teaching as it stands: what is being written, what came of what was, and what it cost. */
export async function teachingView(
  parts: LabParts,
  { jobId }: ParsedInput<'teach.teaching'>,
): Promise<TeachingView> {
  const row = await requireJob(parts, jobId);
  const summary = teachingSummary(row);
  if (summary === null) throw new Failure('no-teaching', `${row.title} is no teaching.`);
  const result = row.result === null ? null : (JSON.parse(row.result) as OperationResult);
  const details = (result?.details ?? null) as TeachingResult | null;
  const folder = details === null ? await folderOf(parts, row.params) : details.answers;
  const state = folder === null ? null : follow(folder);
  const live = folder !== null && summary.job.endedAt === null ? readLive(folder) : null;
  const counts = details ?? { ...state?.counts(), repaired: state?.repaired() ?? 0 };
  return {
    ...summary,
    kept: counts.kept ?? 0,
    aside: counts.aside ?? 0,
    causes: details?.causes ?? state?.causes() ?? [],
    mutants: counts.mutants ?? 0,
    noticed: counts.noticed ?? 0,
    stated: counts.stated ?? 0,
    repaired: counts.repaired ?? 0,
    recent: state?.recent() ?? [],
    writing: (live?.writing ?? []).map(({ slots, ...rest }) => ({ ...rest, about: Object.values(slots).join(' · ') })),
    spent: details?.spent ?? live?.spent ?? null,
    ended:
      result === null
        ? null
        : {
            summary: result.summary,
            diversity: details?.diversity ?? null,
            beyondBudget: details?.beyondBudget ?? 0,
            dataset: result.datasets.find(({ role }) => role === 'dataset')?.id ?? null,
            dropped: result.datasets.find(({ role }) => role === 'dropped')?.id ?? null,
          },
    canRepair:
      folder !== null && !summary.repair && summary.job.endedAt !== null && (counts.aside ?? 0) > 0 && usesChat(row.params),
  };
}

const usesChat = (params: string): boolean => {
  const { teacher } = (JSON.parse(params) as DataJobParams).parameters;
  return teacher === 'endpoint' || teacher === 'gguf';
};

/** Where a job that is not done keeps its answers; null where that cannot be said any more. */
async function folderOf(parts: LabParts, params: string): Promise<string | null> {
  const { operation, parameters } = JSON.parse(params) as DataJobParams;
  const kind = operation === 'teach-textbooks' ? 'textbooks' : 'exercises';
  const projectDir = parts.project.path;
  const resolvePath = (path: string): string => (isAbsolute(path) ? path : join(projectDir, path));
  try {
    const parsed = teachParameters(kind).parse(parameters);
    return parsed.teacher === 'curriculum' ? null : await teachingFolder({ projectDir, resolvePath }, kind, parsed);
  } catch {
    return null;
  }
}

/** What was read of each teaching so far, so that a look costs only what is new. */
const followed = new Map<string, Followed>();

function follow(folder: string): Followed {
  let state = followed.get(folder);
  if (state === undefined) followed.set(folder, (state = new Followed(folder)));
  state.read();
  return state;
}

class Followed {
  private readonly answers: Tail;
  private readonly outcomes: Tail;
  private readonly about = new Map<string, { text: string; about: string }>();
  private latest: TaughtLesson[] = [];
  /** Of each lesson the last attempt's. */
  private readonly byLesson = new Map<number, ReturnType<typeof parseOutcome>>();

  constructor(folder: string) {
    const paths = teachingPaths(folder);
    this.answers = new Tail(paths.asked);
    this.outcomes = new Tail(paths.outcomes);
  }

  read(): void {
    for (const value of this.answers.lines()) {
      const entry = parseEntry(value);
      if (entry.kind !== 'answered') continue;
      const about = Object.values(entry.slots).join(' · ');
      this.about.set(`${String(entry.lesson)} ${String(entry.attempt)}`, { text: entry.text, about });
      if (this.about.size > 4 * RECENT) this.about.delete(this.about.keys().next().value!);
    }
    for (const value of this.outcomes.lines()) {
      const outcome = parseOutcome(value);
      this.byLesson.set(outcome.lesson, outcome);
      const known = this.about.get(`${String(outcome.lesson)} ${String(outcome.attempt)}`);
      this.latest.push({ ...outcome, text: known?.text ?? '', about: known?.about ?? '' });
    }
    this.latest = this.latest.slice(-RECENT);
  }

  private tallied() {
    const counted = tally();
    for (const outcome of this.byLesson.values()) {
      counted.add(outcome.verdict === 'kept' ? null : outcome.cause, outcome);
    }
    return counted;
  }

  counts = () => this.tallied().counts;
  causes = () => this.tallied().causes();
  repaired = (): number =>
    [...this.byLesson.values()].filter(({ attempt, verdict }) => attempt > 0 && verdict === 'kept').length;
  /** Newest first; of a lesson that was sent back only what came back. */
  recent(): TaughtLesson[] {
    return this.latest
      .filter(({ lesson, attempt }) => this.byLesson.get(lesson)?.attempt === attempt)
      .reverse();
  }
}

/** The new whole lines of a file that only grows. */
class Tail {
  private readonly path: string;
  private offset = 0;

  constructor(path: string) {
    this.path = path;
  }

  *lines(): Generator<unknown> {
    if (!existsSync(this.path)) return;
    const file = openSync(this.path, 'r');
    let bytes: Buffer;
    try {
      const { size } = fstatSync(file);
      // A torn last line was cut off by whoever went on.
      if (size < this.offset) this.offset = 0;
      bytes = Buffer.alloc(size - this.offset);
      readSync(file, bytes, 0, bytes.length, this.offset);
    } finally {
      closeSync(file);
    }
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.offset += end;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      if (line !== '') yield JSON.parse(line) as unknown;
    }
  }
}

function readLive(folder: string) {
  try {
    return parseLive(readFileSync(teachingPaths(folder).live, 'utf8'));
  } catch {
    return null;
  }
}
