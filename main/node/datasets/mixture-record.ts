import { z } from 'zod';
import type { DatasetManifest } from './manifest.ts';

const shareSchema = z.object({
  name: z.string(),
  hash: z.string(),
  /** Of the weights, in 0..1. */
  share: z.number(),
  tokens: z.number(),
  documents: z.number(),
  takenTokens: z.number(),
  takenDocuments: z.number(),
  epochs: z.number(),
});

/** What the manifest of a mixture keeps of its sources; `unit` says what the lengths were measured in. */
const mixtureSchema = z.object({
  mixture: z.object({ unit: z.enum(['tokens', 'bytes']), shares: z.array(shareSchema) }),
});
export type MixtureRecord = z.infer<typeof mixtureSchema>['mixture'];

/** The sources of a dataset that was mixed; null for any other. */
export function mixtureOf(manifest: DatasetManifest): MixtureRecord | null {
  const parsed = mixtureSchema.safeParse(manifest.found);
  return parsed.success ? parsed.data.mixture : null;
}
