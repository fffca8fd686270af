import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { generateBatch, type CodeModel } from '../../core/generation/generate.ts';
import { LanguageModel } from '../../core/generation/language-model.ts';
import { documentBeginnings } from '../../core/generation/sample-prompts.ts';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import type { CompiledSteps } from '../../core/training/compiled-steps.ts';
import type { TrainPhase } from '../../core/training/run.ts';
import type { SampleSettings } from '../checkpoints/run-record.ts';

/** What a person may ask for. */
export type SampleRequest =
  /** Beginnings of documents in the held-out part, with checkpoints left out where writing would take too long. */
  | { readonly kind: 'held-out' }
  /** Also left out at checkpoints where `sparing`. */
  | { readonly kind: 'prompts'; readonly prompts: readonly string[]; readonly sparing?: boolean };

export const MOST_PROMPTS = 16;
const DEFAULT_PROMPTS = 3;
const LONGEST_BEGINNING = 32;
const MOST_NEW_TOKENS = 48;
/** Part of a session's time that sparing samples may take; the first and the last checkpoint have theirs whatever it is. */
const SPARING_SHARE = 0.01;

const samplesSchema = z.object({
  /** Steps done when the model wrote them. */
  step: z.number().int().nonnegative(),
  prompts: z.array(z.string()),
  /** In the order of the prompts. */
  completions: z.array(z.object({ text: z.string(), tokens: z.number().int(), end: z.string() })),
  /** Always the likeliest token, so that nothing is drawn and no seed needed. */
  sampling: z.literal('greedy'),
  maxNewTokens: z.number().int(),
  elapsedMs: z.number(),
});

/** What a model wrote at one checkpoint. */
export type CheckpointSamples = z.infer<typeof samplesSchema>;

/** The settings to freeze for a run; null where there is nothing to go on from. */
export function sampleSettings(
  request: SampleRequest | undefined,
  phases: readonly Pick<TrainPhase, 'heldOut' | 'context'>[],
  codec: Tokenizer,
): SampleSettings | null {
  if (request === undefined) return null;
  const last = phases.at(-1)!;
  const longest = Math.min(LONGEST_BEGINNING, last.context >> 1);
  const prompts =
    request.kind === 'prompts'
      ? request.prompts.filter((prompt) => prompt !== '').slice(0, MOST_PROMPTS)
      : last.heldOut === null
        ? []
        : documentBeginnings(last.heldOut, codec, DEFAULT_PROMPTS, longest);
  if (prompts.length === 0) return null;
  const sparing = request.kind === 'held-out' || request.sparing === true;
  return { prompts, maxNewTokens: Math.min(MOST_NEW_TOKENS, last.context >> 1), sparing };
}

/** Has the model of a training write at its checkpoints, beside which the texts are kept in `samples.jsonl`. */
export type SampleWriter = {
  /** Of a session's first step: what the checkpoint it begins with lacks is written, and told once more if it is there. */
  takeUp(step: number): Promise<void>;
  at(step: number, isLast: boolean): Promise<void>;
  close(): Promise<void>;
};

export type SampleTelling = {
  readonly onSamples: (samples: CheckpointSamples) => void;
  /** It cannot write; training goes on. */
  readonly onTrouble: (sentence: string) => void;
};

export function openSampleWriter(
  runFolder: string,
  settings: SampleSettings,
  steps: CompiledSteps,
  codec: Tokenizer,
  { onSamples, onTrouble }: SampleTelling,
): SampleWriter {
  const path = samplesPath(runFolder);
  const opened = performance.now();
  let spentMs = 0;
  let gaveUp = false;
  // Shares the training's weights; its programs stay, since compiling them is what costs.
  const model = new LanguageModel(steps.engine, steps.config, { borrow: () => steps.parameters });

  async function write(step: number): Promise<void> {
    if (gaveUp) return;
    try {
      const samples = await writeSamples({ model, codec }, settings, step);
      spentMs += samples.elapsedMs;
      append(path, samples);
      onSamples(samples);
    } catch (cause) {
      gaveUp = true;
      const said = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
      onTrouble(
        `At step ${String(step)} the model could not write its samples (${said}); it trains on without.`,
      );
    }
  }

  return {
    async takeUp(step) {
      const there = keepUpTo(path, step);
      const own = there.findLast((samples) => samples.step === step);
      if (own !== undefined) onSamples(own);
      else if (step > 0) await write(step);
    },
    async at(step, isLast) {
      const allowedMs = SPARING_SHARE * (performance.now() - opened);
      if (settings.sparing && !isLast && spentMs > allowedMs) return;
      await write(step);
    },
    close: () => model.dispose(),
  };
}

async function writeSamples(
  generator: CodeModel,
  { prompts, maxNewTokens }: SampleSettings,
  step: number,
): Promise<CheckpointSamples> {
  const started = performance.now();
  const completions: CheckpointSamples['completions'] = [];
  const requests = prompts.map((prompt, index) => ({ id: String(index), prompt }));
  const sampling = { sampling: { kind: 'greedy' }, maxNewTokens, slots: prompts.length } as const;
  for await (const { id, completion, tokens, finishReason } of generateBatch(generator, requests, sampling))
    completions[Number(id)] = { text: completion, tokens: tokens.length, end: finishReason };
  const elapsedMs = Math.round(performance.now() - started);
  return { step, prompts: [...prompts], completions, sampling: 'greedy', maxNewTokens, elapsedMs };
}

const samplesPath = (runFolder: string): string => join(runFolder, 'samples.jsonl');

/** All that a run has written, by step. A line that was cut short by a crash counts as not written. */
export function readSamples(runFolder: string): CheckpointSamples[] {
  return placedSamples(samplesPath(runFolder)).map(({ samples }) => samples);
}

function placedSamples(path: string): { readonly samples: CheckpointSamples; readonly after: number }[] {
  if (!existsSync(path)) return [];
  const placed: { samples: CheckpointSamples; after: number }[] = [];
  let after = 0;
  for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    after += Buffer.byteLength(line) + 1;
    const parsed = samplesSchema.safeParse(jsonOf(line));
    if (parsed.success) placed.push({ samples: parsed.data, after });
  }
  return placed;
}

/** Cuts off what was written after `step`, as that is trained and written again. */
function keepUpTo(path: string, step: number): CheckpointSamples[] {
  const kept = placedSamples(path).filter(({ samples }) => samples.step <= step);
  const file = openSync(path, 'a');
  ftruncateSync(file, kept.at(-1)?.after ?? 0);
  closeSync(file);
  return kept.map(({ samples }) => samples);
}

function append(path: string, samples: CheckpointSamples): void {
  const file = openSync(path, 'a');
  writeSync(file, `${JSON.stringify(samples)}\n`);
  closeSync(file);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
