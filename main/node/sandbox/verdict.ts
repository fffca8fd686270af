import { z } from 'zod';
import type { Verdict } from '../../core/evaluation/sandbox.ts';
import type { RunReply } from './protocol.ts';

const line = z.number().int().nullable();
const sentence = z.string().transform((text) => text.slice(0, 2000));
const shown = z.string().max(1000);

/** What an interpreter says of a program's end. Nothing in it can make a failure into a success. */
const said = z.object({
  detail: sentence,
  assertion: z
    .object({
      source: shown,
      comparison: z.object({ left: shown, operator: z.string().max(8), right: shown }).nullable(),
      value: shown.nullable(),
      message: shown,
    })
    .nullable()
    .default(null)
    .catch(null),
  raised: z.object({ type: shown, message: shown, line }).nullable().default(null).catch(null),
  line: line.default(null).catch(null),
});

/** A reply's verdict with what is known of it. */
export function readVerdict(reply: Pick<RunReply, 'verdict' | 'said'>): Verdict {
  const { verdict } = reply;
  if (verdict === 'passed') return { verdict };
  const { detail, assertion, raised, line: at } = readSaid(reply.said);
  if (verdict === 'wrong-answer') return { verdict, detail, assertion };
  if (verdict === 'exception') return { verdict, detail, raised };
  if (verdict === 'syntax-error') return { verdict, detail, line: at };
  return { verdict, detail };
}

function readSaid(text: string): z.infer<typeof said> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const read = said.safeParse(value);
  if (read.success) return read.data;
  const detail = text === '' ? 'an exception whose text could not be made' : text.slice(0, 2000);
  return { detail, assertion: null, raised: null, line: null };
}
