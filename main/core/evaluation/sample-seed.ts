/**
 * The seed of one sample's draws: FNV-1a over the evaluation's seed, the task and the sample's number. It
 * depends on nothing else, so more samples of a problem, or problems left out, change no other sample.
 */
export function sampleSeed(seed: number, taskId: string, sample: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${String(seed)}\n${taskId}\n${String(sample)}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
