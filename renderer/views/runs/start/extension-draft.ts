import type { Extendable, ExtensionOrder } from '../../../../preload/contract/training.ts';
import { duration, short } from '../../../controls/format.ts';
import { parseCount } from '../../../controls/parse-count.ts';

export type ExtensionDraft = {
  name: string;
  steps: string;
  rate: string;
  warmup: string;
  decay: 'linear' | 'none';
};

export type CheckedExtension =
  { readonly ok: true; readonly input: ExtensionOrder } | { readonly ok: false; readonly message: string };

/** Half as many steps again, at half the peak: what is learnt already is easily unlearnt at the full rate. */
export function firstExtension({ name, step, peakRate }: Extendable): ExtensionDraft {
  return {
    name: `${name}, extended`,
    steps: String(Math.max(1, Math.round(step / 2))),
    rate: String(Number((peakRate / 2).toPrecision(3))),
    warmup: '',
    decay: 'linear',
  };
}

export function checkExtension(draft: ExtensionDraft, run: string): CheckedExtension {
  const wrong = (message: string): CheckedExtension => ({ ok: false, message });
  const name = draft.name.trim();
  if (name === '') return wrong('Give the run a name.');
  const steps = parseCount(draft.steps.trim());
  if (steps === null) return wrong(`“${draft.steps}” is no number of steps; write 500 or 2k.`);
  const rate = Number(draft.rate);
  if (draft.rate.trim() === '' || !(rate > 0 && rate <= 1))
    return wrong(`The peak rate is “${draft.rate}”; give a number above 0, and at most 1.`);
  const warmup = draft.warmup.trim();
  const warmupSteps = warmup === '' ? undefined : warmup === '0' ? 0 : parseCount(warmup);
  if (warmupSteps === null || (warmupSteps ?? 0) > steps)
    return wrong(`The warm-up is “${draft.warmup}”; give at most the ${draft.steps} steps.`);
  const input = { name, run, steps, rate, decay: draft.decay };
  return { ok: true, input: warmupSteps === undefined ? input : { ...input, warmupSteps } };
}

/** What will happen, the rate above all. */
export function extensionSentence(
  { step, tokensPerStep, tokensPerSecond }: Extendable,
  { steps, rate, decay, warmupSteps }: ExtensionOrder,
): string {
  const climb = warmupSteps ?? Math.max(1, Math.round(steps * 0.05));
  const then = decay === 'linear' ? 'falls in a line to 0' : 'stays there';
  const tokens = steps * tokensPerStep;
  const time = tokensPerSecond === null ? '' : ` About ${duration(tokens / tokensPerSecond)} here.`;
  return (
    `From step ${step.toLocaleString('en')} to ${(step + steps).toLocaleString('en')}, ${short(tokens)} more tokens. ` +
    `The rate climbs to ${String(rate)} within ${climb.toLocaleString('en')} steps, then ${then}.${time}`
  );
}
