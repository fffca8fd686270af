import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { JobContext } from '../child.ts';
import { checkParameters } from './check-parameters.ts';
import type { Operation } from './operation.ts';
import { projectPlace } from './place.ts';
import { operations } from './registry.ts';
import type { OperationResult } from './run-operation.ts';
import { runOperation } from './run-operation.ts';

const paramsSchema = z.object({ operation: z.string(), parameters: z.record(z.string(), z.unknown()) });

/** What a data job is asked to do. */
export type DataJobParams = z.infer<typeof paramsSchema>;

/** @throws Failure `operation-unknown`. */
export function operationNamed(name: string): Operation {
  const found = operations.find((operation) => operation.name === name);
  if (found !== undefined) return found;
  const known = operations.map((operation) => operation.name).join(', ');
  throw new Failure(
    'operation-unknown',
    `There is no operation ${JSON.stringify(name)}; there are ${known}.`,
  );
}

/** One operation on the data of a project. */
export async function dataJob(context: JobContext): Promise<OperationResult> {
  const { operation: name, parameters } = paramsSchema.parse(context.params);
  const operation = operationNamed(name);
  const place = projectPlace(context.projectDir);
  const checked = await checkParameters(operation, parameters, place);
  if (checked.state === 'wrong') throw new Failure('bad-parameter', checked.problems[0]!.message);
  return runOperation(operation, checked.parameters, place, context);
}
