import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { generateBatch, type CodeModel } from '../../core/generation/generate.ts';
import { LanguageModel } from '../../core/generation/language-model.ts';
import { slotCount } from '../../core/generation/slots.ts';
import { presets, type PresetName } from '../../core/model/config.ts';
import { initialParameters, parameterCount, parameterSpecs } from '../../core/model/parameters.ts';
import { heldOutProblems } from '../../core/teaching/benchmark.ts';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import { trainTokenizer } from '../../core/tokenizer/train.ts';
import { seededRandom } from '../../core/training/random.ts';
import { readProblems } from '../benchmarks/read-problems.ts';
import { phiConfigJson } from '../checkpoints/phi-config.ts';
import { writeSafetensors } from '../checkpoints/safetensors.ts';
import { importStandardLibrary, newImportCounts } from '../corpus/import-python.ts';
import { generationSpin } from '../generation/load-model.ts';
import { OnnxRuntimeEngine } from '../engines/onnxruntime/engine.ts';
import { PeerProcess } from './peer/peer-process.ts';
import { median } from './timing.ts';

export type GenerateBenchOptions = {
  readonly preset?: PresetName;
  readonly threads?: number;
  /** A file in HumanEval's format; without it the project's own held-out benchmark. */
  readonly problems?: string;
  readonly newTokens?: number;
  /** A Python with torch and transformers. */
  readonly peer?: string;
  /** Runs of each side at most, after those that warm up. */
  readonly samples?: number;
  /** After this many seconds no run is begun but the first. */
  readonly budgetSeconds?: number;
  /** Batch sizes of the peer to choose from. */
  readonly batches?: readonly number[];
  /** Hears what is being measured and what came out. */
  readonly onNote?: (note: string) => void;
};

/** Greedy completion of a whole benchmark, every completion of exactly `newTokens` tokens. Medians over `samples` runs. */
export type GenerateBench = {
  readonly engine: string;
  readonly preset: string;
  readonly parameters: number;
  readonly problems: number;
  readonly promptTokens: number;
  readonly newTokens: number;
  readonly slots: number;
  readonly samples: number;
  /** The first run, in which the programs are compiled. */
  readonly firstSeconds: number;
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly peers: Readonly<Record<string, GenerationPeer>>;
};

export type GenerationPeer = {
  readonly version: string;
  /** The batch size of those tried at which it was fastest. */
  readonly batch: number;
  /** Seconds of one run at each batch size, to choose by. */
  readonly tried: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly ratio: number;
  /** Share of completions with the very same tokens. Rounding parts some: near-random weights know no certain token. */
  readonly sameCompletions: number;
};

/** Batch sizes at which transformers is tried: all prompts at once pad most, small ones leave the cores idle. */
const BATCHES = [16, 32, 64, 164];
/** Enough of people's code for a vocabulary like that of a real run. */
const TOKENIZER_CHARACTERS = 1_500_000;

/** Measures generation on this machine, beside transformers on the same weights, prompts and cores if asked to. */
export async function benchGenerate(options: GenerateBenchOptions = {}): Promise<GenerateBench> {
  const { preset = 'micro', newTokens = 128, threads, samples = 5, budgetSeconds = Infinity } = options;
  const note = options.onNote ?? (() => undefined);
  const config = presets[preset];
  const prompts = await promptsOf(options, config.context - newTokens);
  const weights = initialParameters(config, seededRandom(1));
  const engine = new OnnxRuntimeEngine({
    spinMicroseconds: generationSpin,
    ...(threads === undefined ? {} : { threads }),
  });
  const model = new LanguageModel(engine, config, weights);
  const ours = (): Promise<number[][]> => completions(forced(model, prompts), prompts.length, newTokens);
  const peer = options.peer === undefined ? undefined : await openPeer(options.peer);
  const started = performance.now();
  try {
    const [firstSeconds, chosen] = await timed(ours);
    note(`Hornbook: ${firstSeconds.toFixed(1)} s, programs compiled on the way`);
    const theirs = peer && (await chooseBatch(peer.peer, options.batches ?? BATCHES, note));
    const seconds: number[] = [];
    const peerSeconds: number[] = [];
    const inTime = (): boolean => (performance.now() - started) / 1000 < budgetSeconds;
    while (seconds.length < samples && (seconds.length === 0 || inTime())) {
      seconds.push((await timed(ours))[0]);
      if (theirs) peerSeconds.push((await run(peer.peer, theirs.batch)).seconds);
      note(`${seconds.at(-1)!.toFixed(1)} s, transformers ${peerSeconds.at(-1)?.toFixed(1) ?? '–'} s`);
    }
    const rate = (each: readonly number[]): number => (prompts.length * newTokens) / median(each);
    const peers: Record<string, GenerationPeer> = {};
    if (theirs) {
      const same = chosen.filter((tokens, at) => String(tokens) === String(theirs.tokens[at])).length;
      peers['transformers'] = {
        version: peer.peer.version,
        batch: theirs.batch,
        tried: theirs.tried,
        seconds: median(peerSeconds),
        tokensPerSecond: rate(peerSeconds),
        ratio: median(peerSeconds) / median(seconds),
        sameCompletions: same / prompts.length,
      };
    }
    return {
      engine: engine.description,
      preset,
      parameters: parameterCount(config),
      problems: prompts.length,
      promptTokens: prompts.reduce((sum, tokens) => sum + tokens.length, 0),
      newTokens,
      slots: slotCount(config),
      samples: seconds.length,
      firstSeconds,
      seconds: median(seconds),
      tokensPerSecond: rate(seconds),
      peers,
    };
  } finally {
    await peer?.close();
    await model.dispose();
    await engine.close();
  }

  async function openPeer(python: string): Promise<{ peer: PeerProcess; close: () => Promise<void> }> {
    const folder = await mkdtemp(join(tmpdir(), 'hornbook-bench-'));
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      await writeModel(folder, preset, weights);
      const request = { model: folder, prompts, newTokens, threads: engine.threads };
      const peer = await PeerProcess.start(python, 'generate.py', request);
      if ('missing' in peer) {
        throw new Failure(
          'peer-unavailable',
          `${python} cannot run transformers (${peer.missing}); name an interpreter that can: --peer /path/to/python.`,
        );
      }
      const close = async (): Promise<void> => {
        await peer.stop();
        await remove();
      };
      return { peer, close };
    } catch (error) {
      await remove();
      throw error;
    }
  }
}

type PeerRun = { readonly seconds: number; readonly tokens: readonly (readonly number[])[] };

const run = (peer: PeerProcess, batch: number): Promise<PeerRun> => peer.ask({ batch }) as Promise<PeerRun>;

/** One run at each batch size, which also warms up. */
async function chooseBatch(
  peer: PeerProcess,
  batches: readonly number[],
  note: (text: string) => void,
): Promise<{ batch: number; tried: Record<string, number>; tokens: PeerRun['tokens'] }> {
  const tried: Record<string, number> = {};
  let best: { batch: number; seconds: number; tokens: PeerRun['tokens'] } | undefined;
  for (const batch of batches) {
    const { seconds, tokens } = await run(peer, batch);
    note(`transformers, batches of ${String(batch)}: ${seconds.toFixed(1)} s`);
    tried[String(batch)] = seconds;
    if (best === undefined || seconds < best.seconds) best = { batch, seconds, tokens };
  }
  return { batch: best!.batch, tried, tokens: best!.tokens };
}

/** Token ids of every prompt, `<|endoftext|>` first; of a long one the last `most`. */
async function promptsOf(
  { preset = 'micro', problems: path }: GenerateBenchOptions,
  most: number,
): Promise<number[][]> {
  if (most < 1)
    throw new Failure('bench-length', 'The new tokens leave no room for a prompt; ask for fewer.');
  const all = path === undefined ? heldOutProblems({ seed: 1 }) : await readProblems(path);
  const problems = all.filter((problem): problem is FunctionProblem => problem.kind === 'function');
  if (problems.length === 0) {
    throw new Failure('bench-problems', `${path ?? 'The benchmark'} holds no problem in HumanEval's format.`);
  }
  const tokenizer = await tokenizerOf(presets[preset].vocabulary);
  return problems.map(({ prompt }) => [tokenizer.endOfText, ...tokenizer.encode(prompt)].slice(-most));
}

async function tokenizerOf(vocabularySize: number): Promise<Tokenizer> {
  const texts: string[] = [];
  let characters = 0;
  for await (const { text } of importStandardLibrary(newImportCounts())) {
    texts.push(text);
    characters += text.length;
    if (characters > TOKENIZER_CHARACTERS) break;
  }
  return trainTokenizer(texts, { vocabularySize });
}

/** A model whose prompts are tokens already, named by their number, and whose texts never end before their length. */
function forced(model: LanguageModel, prompts: readonly (readonly number[])[]): CodeModel {
  return {
    model,
    codec: {
      encode: (name) => prompts[Number(name)]!,
      decode: () => '',
      tokenBytes: () => new Uint8Array(),
      endOfText: -1,
      vocabularySize: model.config.vocabulary,
    },
  };
}

async function completions(model: CodeModel, count: number, maxNewTokens: number): Promise<number[][]> {
  const found: number[][] = Array.from({ length: count });
  const requests = found.map((_, index) => ({ id: String(index), prompt: String(index) }));
  const settings = { sampling: { kind: 'greedy' }, maxNewTokens, startDocument: false } as const;
  for await (const { id, tokens } of generateBatch(model, requests, settings))
    found[Number(id)] = [...tokens];
  return found;
}

/** Weights and configuration as transformers opens them. */
async function writeModel(
  folder: string,
  preset: PresetName,
  weights: readonly Float32Array[],
): Promise<void> {
  const config = presets[preset];
  const tensors = parameterSpecs(config).map(({ name, shape }, at) => ({ name, shape, data: weights[at]! }));
  await writeSafetensors(join(folder, 'model.safetensors'), tensors);
  await writeFile(join(folder, 'config.json'), JSON.stringify(phiConfigJson(config, { endOfText: 0 })));
}

/** Wall-clock seconds of one call, and what it gave. */
async function timed<T>(call: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const result = await call();
  return [(performance.now() - start) / 1000, result];
}
