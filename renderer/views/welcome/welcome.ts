import type { EngineView } from '../../../preload/contract/engines.ts';
import { count } from '../../controls/format.ts';

const DEFAULT = 'onnxruntime';

const chosen = (engines: readonly EngineView[]): EngineView | undefined =>
  engines.find(({ recommended }) => recommended) ?? engines.find(({ name }) => name === DEFAULT);

/** The engine to try now, so that the page can say what was seen; null where that was done, or cannot be. */
export function wantsMeasuring(engines: readonly EngineView[]): string | null {
  const engine = engines.find(({ name }) => name === DEFAULT);
  return engine?.state.state === 'untried' ? engine.name : null;
}

/** What the models will be trained with, in a sentence, and whether they can be. */
export function engineWords(engines: readonly EngineView[]): {
  readonly ready: boolean;
  readonly sentence: string;
} {
  const engine = chosen(engines);
  if (engine === undefined)
    return { ready: false, sentence: 'There is no engine to train with; run npm ci.' };
  const { state, title } = engine;
  switch (state.state) {
    case 'ready':
      return {
        ready: true,
        sentence: `${title} trains a small model at ${count(Math.round(state.speed.tokensPerSecond))} tokens a second here.`,
      };
    case 'untried':
    case 'measuring':
      return { ready: true, sentence: `${title} is there; measuring it…` };
    case 'missing':
    case 'failed':
      return { ready: false, sentence: `${title} does not work here: ${state.why}` };
  }
}
