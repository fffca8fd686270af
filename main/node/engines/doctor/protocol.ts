import { z } from 'zod';

/** Native libraries write to standard output as they like, so the result has a pipe of its own. */
export const RESULT_FD = 3;

export const childResult = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('measured'),
    description: z.string(),
    speed: z.object({
      tokensPerSecond: z.number().positive(),
      batch: z.number().int(),
      context: z.number().int(),
      loss: z.number(),
    }),
  }),
  z.object({ state: z.literal('failed'), code: z.string(), message: z.string() }),
]);

export type ChildResult = z.infer<typeof childResult>;
