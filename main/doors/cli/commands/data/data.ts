import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addDecontaminate } from './decontaminate.ts';
import { addDedup } from './dedup.ts';
import { addFilter } from './filter.ts';
import { addImport } from './import.ts';
import { addShow } from './show.ts';
import { addSplit } from './split.ts';

export function addData(program: Command, context: Context): void {
  const data = program.command('data').description('the data pipeline, one step at a time');
  addImport(data, context);
  addShow(data);
  addFilter(data, context);
  addDedup(data, context);
  addDecontaminate(data, context);
  addSplit(data, context);
}
