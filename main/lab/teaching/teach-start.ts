import { join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { OperationStart } from '../../../preload/contract/operations.ts';
import type { TeachEstimate } from '../../../preload/contract/teaching.ts';
import { costOf, estimatedTokens } from '../../core/teaching/budget.ts';
import type { DataJobParams } from '../../jobs/data/data-job.ts';
import { promptFor } from '../../jobs/data/teach-asked.ts';
import { openPromptLibrary } from '../../node/teaching/prompt-library.ts';
import { lessonsOf } from '../../node/teaching/replay.ts';
import { usedUp } from '../../node/teaching/run-teaching.ts';
import { requireJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { startOperation } from '../data/operations.ts';

/** Starts a teaching as the operation that it is. */
export function startTeaching(
  parts: LabParts,
  { lessons, parameters }: ParsedInput<'teach.start'>,
): Promise<OperationStart> {
  return startOperation(parts, { name: `teach-${lessons}`, parameters });
}

/** Starts a teaching once more that sends back what it kept aside; its other answers are taken as they are. */
export async function repairTeaching(
  parts: LabParts,
  { jobId }: ParsedInput<'teach.repair'>,
): Promise<OperationStart> {
  const { operation, parameters } = JSON.parse((await requireJob(parts, jobId)).params) as DataJobParams;
  return startOperation(parts, { name: operation, parameters: { ...parameters, repair: true } });
}

/** A sample of the prompts says how long they are on average. */
const SAMPLED = 50;

/** What a teaching will take at most, before anything is asked. */
export function estimateTeaching(parts: LabParts, input: ParsedInput<'teach.estimate'>): TeachEstimate {
  const { lessons, teacher, count, promptPrice, answerPrice } = input;
  if (teacher === 'curriculum') {
    return {
      lessons: count,
      combinations: null,
      promptTokens: 0,
      answerTokensAtMost: 0,
      costAtMost: 0,
      usedUp: null,
    };
  }
  const library = openPromptLibrary(join(parts.project.path, 'prompts'));
  const opened = promptFor(library, lessons, teacher === 'checkpoint' ? 'continuation' : 'chat', input.prompt);
  const offered = lessonsOf(opened, 1);
  const asked = Math.min(count, offered.count);
  const sample = Array.from({ length: Math.min(SAMPLED, asked) }, (_, number) => offered.at(number));
  const mean =
    sample.reduce((sum, { system = '', prompt }) => sum + estimatedTokens(system + prompt), 0) / sample.length;
  const use = {
    promptTokens: Math.round(mean * asked),
    completionTokens: opened.prompt.maxTokens * asked,
  };
  return {
    lessons: asked,
    combinations: offered.count,
    promptTokens: use.promptTokens,
    answerTokensAtMost: use.completionTokens,
    costAtMost: costOf(use, { promptPerMillion: promptPrice, completionPerMillion: answerPrice }),
    usedUp: asked < count ? usedUp(opened, offered.count, count) : null,
  };
}
