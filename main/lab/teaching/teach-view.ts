import { join } from 'node:path';
import type { ListView, PromptView, TeachView, TeachingSummary } from '../../../preload/contract/teaching.ts';
import { Failure } from '../../core/failure.ts';
import { combinationCount } from '../../core/teaching/combinations.ts';
import { listLines, parsePromptFile, type SlotType } from '../../core/teaching/prompt-file.ts';
import type { DataJobParams } from '../../jobs/data/data-job.ts';
import { listJobsOfKind } from '../../node/store/queries/jobs.ts';
import type { JobRow } from '../../node/store/schema.ts';
import { findLlama } from '../../node/teachers/llama-package.ts';
import { knownEndpoint } from '../../node/teachers/settings.ts';
import { openPrompt, openPromptLibrary, type PromptLibrary } from '../../node/teaching/prompt-library.ts';
import { jobView } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { listModelChoices } from '../playground/models.ts';

const libraryOf = (parts: LabParts): PromptLibrary => openPromptLibrary(join(parts.project.path, 'prompts'));

/** Everything that a teaching is put together from, and the teachings so far. */
export async function teachView(parts: LabParts): Promise<TeachView> {
  const library = libraryOf(parts);
  const files = library.list();
  const rows = await listJobsOfKind(parts.store.db, 'data');
  return {
    prompts: files.filter((file) => file.endsWith('.md')).map((file) => promptView(library, file)),
    lists: files.filter((file) => file.endsWith('.txt')).map((file) => listView(library, file)),
    teachings: rows.flatMap((row) => teachingSummary(row) ?? []).sort((a, b) => b.job.startedAt - a.job.startedAt),
    checkpoints: await listModelChoices(parts),
    llama: findLlama() !== null,
    endpoint: knownEndpoint(process.env),
  };
}

/** What a job says of a teaching; null for any other job. */
export function teachingSummary(row: JobRow): TeachingSummary | null {
  if (row.kind !== 'data') return null;
  const { operation, parameters } = JSON.parse(row.params) as DataJobParams;
  const lessons = operation === 'teach-textbooks' ? 'textbooks' : operation === 'teach-exercises' ? 'exercises' : null;
  if (lessons === null) return null;
  const { count, repair } = parameters as { count: number; repair: boolean };
  return { job: jobView(row), lessons, teacher: teacherWords(parameters), count, repair };
}

function teacherWords({ teacher, model, gguf, checkpoint }: Readonly<Record<string, unknown>>): string {
  const last = (path: unknown): string => (typeof path === 'string' ? path.split(/[/\\]/).at(-1)! : '');
  switch (teacher) {
    case 'endpoint':
      return typeof model === 'string' ? model : (process.env['HORNBOOK_TEACHER_MODEL'] ?? 'server');
    case 'gguf':
      return last(gguf);
    case 'checkpoint':
      return last(checkpoint);
    default:
      return 'built-in curriculum';
  }
}

const slotWords = (type: SlotType): string => (type.kind === 'list' ? `one of ${type.file}` : type.kind);

function promptView(library: PromptLibrary, file: string): PromptView {
  const text = library.read(file);
  const base = { file, text, edited: library.isEdited(file), builtIn: library.isBuiltIn(file) };
  try {
    const { title, use, form, slots } = parsePromptFile(file, text);
    const lines = (type: SlotType): number | null =>
      type.kind === 'list' && library.list().includes(type.file) ? listLines(library.read(type.file)).length : null;
    const views = [...slots].map(([name, type]) => ({ name, type: slotWords(type), values: lines(type) }));
    const { axes } = openPrompt(library, file);
    const combinations = axes.length === 0 ? null : combinationCount(axes);
    return { ...base, title, use, form, slots: views, combinations, error: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      ...base,
      title: file,
      use: null,
      form: null,
      slots: [],
      combinations: null,
      error: error.message,
    };
  }
}

function listView(library: PromptLibrary, file: string): ListView {
  const text = library.read(file);
  return {
    file,
    text,
    lines: listLines(text).length,
    edited: library.isEdited(file),
    builtIn: library.isBuiltIn(file),
  };
}

/** Writes an edited prompt or list into the project. @throws Failure naming the file and the slot. */
export function savePrompt(parts: LabParts, { file, text }: { readonly file: string; readonly text: string }): null {
  libraryOf(parts).save(file, text);
  return null;
}

export function resetPrompt(parts: LabParts, { file }: { readonly file: string }): null {
  libraryOf(parts).reset(file);
  return null;
}
