import type { AttackGroup } from './attack.ts';
import { exhaustingInterpreter, exhaustingMemory, exhaustingOutput, exhaustingTime } from './exhausting.ts';
import { forgingByExit, forgingByPatches, forgingValues } from './forging.ts';
import { reachingFiles, reachingJavaScript, reachingNetwork, reachingProcesses } from './reaching-out.ts';

export const attackGroups: readonly AttackGroup[] = [
  reachingJavaScript,
  reachingFiles,
  reachingNetwork,
  reachingProcesses,
  exhaustingTime,
  exhaustingMemory,
  exhaustingOutput,
  exhaustingInterpreter,
  forgingValues,
  forgingByExit,
  forgingByPatches,
];
