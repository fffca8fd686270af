import { z } from 'zod';
import type { Answer, CallName } from '../../preload/contract/contract.ts';
import { callInputs } from '../../preload/contract/contract.ts';
import type { Calls } from './calls.ts';
import { errorView, failure } from './errors.ts';

const requestSchema = z.object({
  id: z.number().int().min(0),
  call: z.enum(Object.keys(callInputs) as [CallName, ...CallName[]]),
  input: z.unknown().optional(),
});

/** Answers one request of any door. Its payload is checked here, once; it never throws. */
export async function dispatch(calls: Calls, message: unknown): Promise<Answer> {
  const request = requestSchema.safeParse(message);
  if (!request.success) {
    const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : 0;
    const error = failure('bad-request', 'The message is not a call that the lab knows.');
    return { id: typeof id === 'number' ? id : 0, ok: false, error: errorView(error) };
  }
  const { id, call, input } = request.data;
  const payload = callInputs[call].safeParse(input);
  if (!payload.success) {
    const issue = payload.error.issues[0]!;
    const where = issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    const message = `${call} was called with a bad input${where}: ${issue.message}.`;
    return { id, ok: false, error: { code: 'bad-input', message } };
  }
  try {
    const run = calls[call] as (input: unknown) => Promise<unknown>;
    return { id, ok: true, output: await run(payload.data) };
  } catch (error) {
    return { id, ok: false, error: errorView(error) };
  }
}
