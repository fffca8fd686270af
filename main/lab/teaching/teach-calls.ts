import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { TeachingOutputs } from '../../../preload/contract/teaching.ts';
import type { LabParts } from '../lab.ts';
import { teachingView } from './teach-session.ts';
import { estimateTeaching, repairTeaching, startTeaching } from './teach-start.ts';
import { resetPrompt, savePrompt, teachView } from './teach-view.ts';

/** What the window asks of teaching. */
export function teachCalls(parts: LabParts): {
  readonly [Name in keyof TeachingOutputs]: (input: ParsedInput<Name>) => Promise<TeachingOutputs[Name]>;
} {
  return {
    'teach.view': () => teachView(parts),
    'teach.teaching': (input) => teachingView(parts, input),
    'teach.estimate': async (input) => Promise.resolve(estimateTeaching(parts, input)),
    'teach.start': (input) => startTeaching(parts, input),
    'teach.repair': (input) => repairTeaching(parts, input),
    'teach.savePrompt': async (input) => Promise.resolve(savePrompt(parts, input)),
    'teach.resetPrompt': async (input) => Promise.resolve(resetPrompt(parts, input)),
  };
}
