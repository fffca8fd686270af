import type { JudgeReport, JudgeRequest } from '../../node/benchmarks/judge.ts';
import { judge } from '../../node/benchmarks/judge.ts';

export type { JudgeReport };

/** Runs the samples of a file against the problems of another; nothing of it needs a project. */
export const judgeFiles = (request: JudgeRequest): Promise<JudgeReport> => judge(request);
