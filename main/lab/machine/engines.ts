import type { EnginesView, EngineState, EngineView } from '../../../preload/contract/engines.ts';
import {
  examineEngines,
  measureEngine,
  type EngineCheck,
  type Examination,
} from '../../node/engines/doctor/examine.ts';
import { computesRight, recommended } from '../../node/engines/doctor/recommend.ts';
import { engineNamed, type EngineName } from '../../node/engines/open-engine.ts';
import type { LabParts } from '../lab.ts';

/** Engines that wait for their measurement or have it now. They compete for one machine, so they go one by one. */
const waiting = new Set<EngineName>();
let line: Promise<void> = Promise.resolve();

/** Every engine with what is known of it; nothing is loaded or measured for it. */
export async function enginesView(): Promise<EnginesView> {
  return viewOf(await examineEngines(), waiting);
}

/**
 * Starts to measure one engine, or all that are installed, and returns at once; each outcome is announced. Asking for
 * one that is being measured already changes nothing.
 */
export async function startMeasuring(parts: LabParts, name: string | undefined): Promise<EnginesView> {
  const examination = await examineEngines();
  const wanted = name === undefined ? installed(examination) : [engineNamed(name)];
  for (const one of wanted.filter((engine) => !waiting.has(engine))) {
    waiting.add(one);
    line = line.then(async () => {
      try {
        await measureEngine(examination, one);
      } finally {
        waiting.delete(one);
        parts.changes.announce({ subject: 'engines' });
      }
    });
    // A record that cannot be written is lost and measured anew; it must not hold up the engines after it.
    line = line.catch(() => undefined);
  }
  return viewOf(examination, waiting);
}

const installed = ({ engines }: Examination): EngineName[] =>
  engines.filter(({ state }) => state.state !== 'missing').map(({ name }) => name);

export function viewOf({ engines, nvidia }: Examination, measuring: ReadonlySet<EngineName>): EnginesView {
  const best = recommended(engines);
  return { engines: engines.map((check) => engineView(check, engines, best, measuring.has(check.name))), nvidia };
}

function engineView(
  check: EngineCheck,
  checks: readonly EngineCheck[],
  best: EngineName,
  measuring: boolean,
): EngineView {
  const { name, title, runsOn, version } = check;
  const state = measuring ? ({ state: 'measuring' } as const) : stateView(check, checks);
  return { name, title, runsOn, version, recommended: name === best, state };
}

function stateView(check: EngineCheck, checks: readonly EngineCheck[]): EngineState {
  const { state } = check;
  if (state.state === 'ready') return { ...state, agrees: computesRight(check, checks) };
  if (state.state === 'failed') return { state: 'failed', why: state.why, triedAt: state.triedAt };
  return state;
}
