import { defaultEngine, engineNamed, type EngineName } from '../open-engine.ts';
import type { EngineCheck } from './examine.ts';
import { examineEngines, tryUntried } from './examine.ts';

/** Losses of the same first step differ by rounding; what is further off was computed wrong. */
const LOSS_TOLERANCE = 1e-2;

/** Whether an engine's first loss is the default engine's, where both were measured. */
export function computesRight(check: EngineCheck, checks: readonly EngineCheck[]): boolean {
  const reference = checks.find((one) => one.name === defaultEngine);
  if (check.state.state !== 'ready' || reference?.state.state !== 'ready') return true;
  return Math.abs(check.state.speed.loss - reference.state.speed.loss) <= LOSS_TOLERANCE;
}

/** The fastest engine among those that ran and computed right; without a measurement the one that comes with the lab. */
export function recommended(checks: readonly EngineCheck[]): EngineName {
  let best: EngineName = defaultEngine;
  let bestRate = 0;
  for (const check of checks) {
    if (check.state.state !== 'ready' || !computesRight(check, checks)) continue;
    if (check.state.speed.tokensPerSecond <= bestRate) continue;
    best = check.name;
    bestRate = check.state.speed.tokensPerSecond;
  }
  return best;
}

/**
 * The engine that `--engine` means. `auto` is the one that measured fastest on this machine; what is installed and was
 * never tried is tried first, which takes some seconds each and is done once.
 */
export async function chooseEngine(
  wanted: string,
  onNote: (sentence: string) => void = () => undefined,
): Promise<EngineName> {
  if (wanted !== 'auto') return engineNamed(wanted);
  const examination = await examineEngines();
  const checks = await tryUntried(examination, (check) => {
    onNote(`Measuring ${check.title} once on this machine …`);
  });
  return recommended(checks);
}
