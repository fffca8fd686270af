import type { Context } from '../../context.ts';
import { count, print } from '../../output.ts';

/**
 * Runs an operation on data in this process and prints what came of it: one sentence and the folders, or as JSON the
 * datasets by what they are to the operation (`dataset`, `kept`, `dropped`, …) beside what else it found.
 */
export async function runAndPrint(
  context: Context,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  json: boolean,
): Promise<void> {
  const { runOperationHere } = await import('../../../../lab/data/run-operation-here.ts');
  const { summary, reasons, details, datasets } = await runOperationHere({
    name,
    parameters,
    signal: context.interrupt().stop,
    onProgress: context.progress.show,
    onNote: context.progress.note,
  });
  context.progress.clear();
  const found = typeof details === 'object' && details !== null ? details : {};
  const made = Object.fromEntries(datasets.map((dataset) => [dataset.role, dataset]));
  print(json, { summary, reasons, ...found, ...made }, () =>
    [
      summary,
      ...reasons.map(({ reason, records }) => `  ${count(records)} left out: ${reason}`),
      ...datasets.map(
        ({ folder, records, bytes }) =>
          `  ${folder}: ${count(records)} records, ${count(bytes)} bytes of text`,
      ),
    ].join('\n'),
  );
}
