import { engineNames, type EngineName } from '../open-engine.ts';
import { findNvidia, type NvidiaReport } from './nvidia.ts';
import { engineTitles, findEngine, type Presence } from './presence.ts';
import { machineKey, readRecords, writeRecord, type EngineRecord } from './records.ts';
import type { TrainingSpeed } from './training-speed.ts';
import { tryEngine } from './try-engine.ts';

export type EngineState =
  | Extract<Presence, { state: 'missing' }>
  /** Its files are here; it was never opened on this machine in this version. */
  | { readonly state: 'untried' }
  | {
      readonly state: 'ready';
      readonly description: string;
      readonly speed: TrainingSpeed;
      readonly triedAt: number;
    }
  | { readonly state: 'failed'; readonly code: string; readonly why: string; readonly triedAt: number };

export type EngineCheck = {
  readonly name: EngineName;
  readonly title: string;
  readonly runsOn: string;
  /** Null where it is missing. */
  readonly version: string | null;
  readonly state: EngineState;
};

export type Examination = {
  readonly nvidia: NvidiaReport;
  readonly machine: string;
  readonly engines: readonly EngineCheck[];
};

/** Every engine: whether it is here, and what it did when it was last tried. Loads no native code and takes no time. */
export async function examineEngines(): Promise<Examination> {
  const nvidia = await findNvidia();
  const machine = machineKey(nvidia);
  const records = readRecords(machine);
  const engines = engineNames.map((name) => checkOf(name, findEngine(name, nvidia), records[name]));
  return { nvidia, machine, engines };
}

/** Opens one engine in a process of its own, measures it, and remembers the outcome for this machine. */
export async function measureEngine(examination: Examination, name: EngineName): Promise<EngineCheck> {
  const presence = findEngine(name, examination.nvidia);
  if (presence.state === 'missing') return checkOf(name, presence, undefined);
  const result = await tryEngine(name);
  const record = { version: presence.version, triedAt: Date.now(), result };
  writeRecord(examination.machine, name, record);
  return checkOf(name, presence, record);
}

/** Measures, one after the other, what is installed and was not tried yet; the rest is returned as it is. */
export async function tryUntried(
  examination: Examination,
  onStart: (check: EngineCheck) => void,
): Promise<EngineCheck[]> {
  const checks: EngineCheck[] = [];
  for (const check of examination.engines) {
    if (check.state.state !== 'untried') {
      checks.push(check);
      continue;
    }
    onStart(check);
    checks.push(await measureEngine(examination, check.name));
  }
  return checks;
}

function checkOf(name: EngineName, presence: Presence, record: EngineRecord | undefined): EngineCheck {
  const { title, runsOn } = engineTitles[name];
  if (presence.state === 'missing') return { name, title, runsOn, version: null, state: presence };
  const { version } = presence;
  const state = record?.version === version ? stateOf(record) : { state: 'untried' as const };
  return { name, title, runsOn, version, state };
}

function stateOf({ result, triedAt }: EngineRecord): EngineState {
  return result.state === 'measured'
    ? { state: 'ready', description: result.description, speed: result.speed, triedAt }
    : { state: 'failed', code: result.code, why: result.message, triedAt };
}
