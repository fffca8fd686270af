import { Failure } from '../failure.ts';

/** What a prompt asks for. */
export const PROMPT_USES = ['textbook', 'exercise', 'repair'] as const;
export type PromptUse = (typeof PROMPT_USES)[number];

/**
 * What may stand in a slot: a line of a list file (an axis along which lessons vary), one line, any text, or a whole
 * number.
 */
export type SlotType =
  | { readonly kind: 'list'; readonly file: string }
  | { readonly kind: 'line' }
  | { readonly kind: 'text' }
  | { readonly kind: 'whole' };

/** A prompt as its file states it. */
export type PromptFile = {
  readonly file: string;
  readonly title: string;
  readonly use: PromptUse;
  /** `chat`: the answer is the lesson. `continuation`: the prompt is the lesson's beginning, and a bare model goes on. */
  readonly form: 'chat' | 'continuation';
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  /** By name, in the order of the head. */
  readonly slots: ReadonlyMap<string, SlotType>;
  readonly system: string | null;
  readonly body: string;
};

/** What the program itself puts into a repair prompt. */
export const REPAIR_SLOTS = ['request', 'answer', 'reason'] as const;

const HEAD = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;
const SLOT = /\{\{\s*([^{}]*?)\s*\}\}/g;
const KEYS = ['title', 'for', 'answer', 'max-tokens', 'temperature', 'top-p', 'slots'] as const;
type Key = (typeof KEYS)[number];

/**
 * Reads a prompt file: a head between two lines of `---`, then `## System` (may be missing) and `## Prompt`.
 *
 * @throws Failure `prompt-file` or `prompt-slot`, naming the file and what in it is wrong.
 */
export function parsePromptFile(file: string, text: string): PromptFile {
  const head = HEAD.exec(text);
  if (head === null)
    throw wrong(file, 'has no head; begin it with a line of ---, its settings, and another ---');
  const { settings, slots } = readHead(file, head[1]!);
  const { system, body } = readBody(file, text.slice(head[0].length));
  const use = settings.get('for');
  if (use === undefined || !PROMPT_USES.some((known) => known === use)) {
    throw wrong(file, `must say for: ${PROMPT_USES.join(', ')} (it says ${JSON.stringify(use ?? '')})`);
  }
  const form = settings.get('answer') ?? 'chat';
  if (form !== 'chat' && form !== 'continuation') {
    throw wrong(file, `says answer: ${form}; an answer is chat or continuation`);
  }
  const prompt: PromptFile = {
    file,
    title: settings.get('title') ?? file.replace(/\.md$/, ''),
    use: use as PromptUse,
    form,
    maxTokens: numberOf(file, settings, 'max-tokens', 1000, (value) => Number.isInteger(value) && value >= 1),
    temperature: numberOf(file, settings, 'temperature', 0.8, (value) => value >= 0 && value <= 4),
    topP: numberOf(file, settings, 'top-p', 1, (value) => value > 0 && value <= 1),
    slots,
    system,
    body,
  };
  checkSlots(prompt);
  return prompt;
}

function readHead(file: string, head: string) {
  const settings = new Map<Key, string>();
  const slots = new Map<string, SlotType>();
  let inSlots = false;
  for (const line of head.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const pair = /^(\s*)([\w-]+):\s*(.*)$/.exec(line);
    if (pair === null) throw wrong(file, `has a line in its head that is no "name: value": ${line.trim()}`);
    const [, indent, name, value] = pair as unknown as [string, string, string, string];
    if (indent !== '' && inSlots) {
      if (!/^[a-z][\w-]*$/.test(name)) throw slotWrong(file, name, 'has no usable name; use small letters');
      slots.set(name, slotType(file, name, value.trim()));
      continue;
    }
    const key = KEYS.find((known) => known === name);
    if (key === undefined) throw wrong(file, `has ${name} in its head; it knows ${KEYS.join(', ')}`);
    inSlots = key === 'slots';
    settings.set(key, value.trim());
  }
  return { settings, slots };
}

function slotType(file: string, name: string, said: string): SlotType {
  const list = /^one of ([\w-]+\.txt)$/.exec(said);
  if (list !== null) return { kind: 'list', file: list[1]! };
  if (said === 'line' || said === 'text' || said === 'whole') return { kind: said };
  throw slotWrong(
    file,
    name,
    `has the type ${JSON.stringify(said)}; a type is line, text, whole, or one of FILE.txt`,
  );
}

function readBody(file: string, text: string): { system: string | null; body: string } {
  const parts = text.split(/^## (System|Prompt)[ \t]*\r?\n/m);
  const sections = new Map<string, string>();
  for (let at = 1; at + 1 < parts.length; at += 2) sections.set(parts[at]!, parts[at + 1]!.trim());
  const body = sections.get('Prompt') ?? '';
  if (body === '') throw wrong(file, 'has nothing under a heading ## Prompt');
  const system = sections.get('System') ?? '';
  return { system: system === '' ? null : system, body };
}

function numberOf(
  file: string,
  settings: ReadonlyMap<Key, string>,
  key: Key,
  otherwise: number,
  fits: (value: number) => boolean,
): number {
  const said = settings.get(key);
  if (said === undefined) return otherwise;
  const value = Number(said);
  if (said === '' || Number.isNaN(value) || !fits(value))
    throw wrong(file, `says ${key}: ${said}, which is out of its range`);
  return value;
}

/** Every slot that is used is declared and every declared one is used; only a repair is given texts. */
function checkSlots({ file, use, slots, system, body }: PromptFile): void {
  const used = new Set([...`${system ?? ''}\n${body}`.matchAll(SLOT)].map((match) => match[1]!));
  for (const name of used) {
    if (!slots.has(name))
      throw slotWrong(file, name, 'is used and not declared; add it under slots: in the head');
  }
  for (const [name, type] of slots) {
    if (!used.has(name))
      throw slotWrong(file, name, 'is declared and never used; use it as {{name}} or take it out');
    const given = use === 'repair' && REPAIR_SLOTS.some((known) => known === name);
    if (type.kind !== 'list' && !given) {
      const why = use === 'repair' ? `a repair is given ${REPAIR_SLOTS.join(', ')}` : 'nothing would fill it';
      throw slotWrong(file, name, `has the type ${type.kind}, but ${why}; make it one of FILE.txt`);
    }
    if (type.kind === 'list' && use === 'repair') {
      throw slotWrong(file, name, `cannot be a list: a repair is given ${REPAIR_SLOTS.join(', ')}`);
    }
  }
}

/**
 * The prompt with its slots filled.
 *
 * @throws Failure `prompt-slot` for a slot that is missing, unknown, or given something of another type.
 */
export function fillPrompt(
  { file, slots, system, body }: PromptFile,
  values: Readonly<Record<string, string>>,
): { readonly system?: string; readonly prompt: string } {
  for (const [name, type] of slots) {
    const value = values[name];
    if (value === undefined) throw slotWrong(file, name, 'was given nothing; every slot needs a value');
    if (type.kind !== 'text' && value.includes('\n'))
      throw slotWrong(file, name, 'takes one line and was given several');
    if (type.kind === 'whole' && !/^-?\d+$/.test(value))
      throw slotWrong(file, name, `takes a whole number and was given ${JSON.stringify(value)}`);
  }
  for (const name of Object.keys(values)) {
    if (!slots.has(name)) throw slotWrong(file, name, 'was given a value, but the prompt has no such slot');
  }
  const fill = (text: string): string => text.replace(SLOT, (_, name: string) => values[name]!);
  return { ...(system === null ? {} : { system: fill(system) }), prompt: fill(body) };
}

/** The lines of a list file: blank ones and those that begin with # do not count, nor does a line said twice. */
export function listLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
}

const wrong = (file: string, what: string): Failure =>
  new Failure('prompt-file', `The prompt ${file} ${what}.`);

const slotWrong = (file: string, slot: string, what: string): Failure =>
  new Failure('prompt-slot', `The prompt ${file}: the slot ${slot} ${what}.`);
