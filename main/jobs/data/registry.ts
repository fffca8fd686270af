import { annotate } from './annotate.ts';
import { classify } from './classify.ts';
import { decontaminate } from './decontaminate.ts';
import { dedup } from './dedup.ts';
import { filter } from './filter.ts';
import { importOperation } from './import.ts';
import { mix } from './mix.ts';
import type { Operation } from './operation.ts';
import { rebuild } from './rebuild.ts';
import { pruneStudy } from './prune-study.ts';
import { split } from './split.ts';
import { tokenise } from './tokenise.ts';
import { teachExercises, teachTextbooks } from './teach.ts';

/** Every operation on data, in the order of the pipeline. One line each: `docs/data.md` says how to add one. */
export const operations: readonly Operation[] = [
  importOperation,
  annotate,
  classify,
  filter,
  dedup,
  decontaminate,
  pruneStudy,
  split,
  mix,
  tokenise,
  teachTextbooks,
  teachExercises,
  rebuild,
];
