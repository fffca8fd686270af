import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addAgreement } from './agreement.ts';
import { addAnnotate } from './annotate.ts';
import { addClassify } from './classify.ts';
import { addDecontaminate } from './decontaminate.ts';
import { addDedup } from './dedup.ts';
import { addExport } from './export.ts';
import { addFilter } from './filter.ts';
import { addImport } from './import.ts';
import { addMix } from './mix.ts';
import { addRebuild } from './rebuild.ts';
import { addPruneStudy } from './prune-study.ts';
import { addShow } from './show.ts';
import { addSplit } from './split.ts';
import { addSql } from './sql.ts';
import { addTokenise } from './tokenise.ts';

export function addData(program: Command, context: Context): void {
  const data = program.command('data').description('the data pipeline, one step at a time');
  addImport(data, context);
  addShow(data);
  addAnnotate(data, context);
  addAgreement(data);
  addClassify(data, context);
  addFilter(data, context);
  addDedup(data, context);
  addDecontaminate(data, context);
  addPruneStudy(data, context);
  addSplit(data, context);
  addMix(data, context);
  addTokenise(data, context);
  addRebuild(data, context);
  addSql(data);
  addExport(data);
}
