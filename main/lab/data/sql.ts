import { Failure } from '../../core/failure.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { runSelect } from '../../node/inspect/sql.ts';

/**
 * The answer to one SELECT over a dataset's records.
 * @throws Failure `bad-sql` with the character at which it goes wrong.
 */
export async function selectData(folder: string, sql: string) {
  const answer = await runSelect(new Map([['data', await openDataset(folder)]]), sql);
  if (answer.state === 'rows') return answer;
  const at = answer.position === null ? '' : ` (at character ${answer.position + 1})`;
  throw new Failure('bad-sql', `${answer.message.replace(/\.$/, '')}${at}.`);
}
