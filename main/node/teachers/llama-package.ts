import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../core/failure.ts';
import { packageFolder } from '../runtime/package-folder.ts';
import { lastLines, runTool } from '../engines/tensorflow/run-tool.ts';
import { writeFolder } from '../files/atomic-folder.ts';
import { dataFolder } from '../files/user-folders.ts';

/** The release that was installed, loaded and asked. */
export const LLAMA_VERSION = '3.22.1';
const PACKAGE = 'node-llama-cpp';

/** The parts of node-llama-cpp that are used; it is no dependency, so its own types are not at hand. */
export type LlamaPackage = {
  getLlama(options: {
    readonly gpu: 'auto' | false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly logLevel: unknown;
  }): Promise<Llama>;
  readonly LlamaChatSession: new (options: {
    readonly contextSequence: LlamaSequence;
    readonly systemPrompt?: string;
  }) => LlamaSession;
  readonly LlamaLogLevel: { readonly error: unknown };
};
export type Llama = {
  /** What computes: the kind of card, or false for the processor. */
  readonly gpu: string | false;
  readonly cpuMathCores: number;
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: LlamaSchema): Promise<LlamaGrammar>;
  dispose(): Promise<void>;
};
/** What the next token may be at each place of an answer. */
export type LlamaGrammar = { readonly grammar: string };
export type LlamaSchema = {
  readonly type: 'object';
  readonly properties: Readonly<
    Record<
      string,
      | { readonly type: 'string'; readonly minLength: number; readonly maxLength: number }
      | { readonly enum: readonly number[] }
    >
  >;
};
export type LlamaModel = {
  readonly trainContextSize: number;
  tokenize(text: string): readonly number[];
  createContext(options: {
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads: number;
  }): Promise<{ readonly contextSize: number; getSequence(): LlamaSequence }>;
};
export type LlamaSequence = {
  clearHistory(): Promise<void>;
  readonly tokenMeter: { readonly usedOutputTokens: number };
};
export type LlamaSession = {
  promptWithMeta(
    prompt: string,
    options: {
      readonly maxTokens: number;
      readonly temperature?: number;
      readonly topP?: number;
      readonly seed?: number;
      readonly signal?: AbortSignal;
      readonly grammar?: LlamaGrammar;
      readonly onTextChunk?: (text: string) => void;
    },
  ): Promise<{ readonly responseText: string; readonly stopReason: string }>;
  dispose(options: { readonly disposeSequence: boolean }): void;
};

/** Where `teach install-llama` puts it. */
export const llamaFolder = (): string => join(dataFolder(), 'llama');

/** The package's folder: a project that has it as a dependency first, then the person's own; null where it is nowhere. */
export function findLlama(): string | null {
  const own = join(llamaFolder(), 'node_modules', PACKAGE);
  return packageFolder(PACKAGE) ?? (existsSync(join(own, 'package.json')) ? own : null);
}

/** @throws Failure `llama-missing` where it is not installed, `llama-broken` where it does not load. */
export async function loadLlamaPackage(): Promise<LlamaPackage> {
  const folder = findLlama();
  if (folder === null) {
    throw new Failure(
      'llama-missing',
      'A GGUF model needs node-llama-cpp, which is not installed; fetch it once with: npm run lab -- teach install-llama.',
    );
  }
  try {
    return (await import(pathToFileURL(join(folder, 'dist', 'index.js')).href)) as LlamaPackage;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new Failure(
      'llama-broken',
      `node-llama-cpp in ${folder} does not load (${why}); fetch it again with: npm run lab -- teach install-llama.`,
      { cause },
    );
  }
}

/** Prebuilt binaries by system and processor; `gpu` adds the one for graphics cards. */
const BINARIES: Readonly<Record<string, { readonly cpu: string; readonly gpu?: readonly string[] }>> = {
  'linux x64': { cpu: 'linux-x64', gpu: ['linux-x64-vulkan', 'linux-x64-cuda', 'linux-x64-cuda-ext'] },
  'linux arm64': { cpu: 'linux-arm64' },
  'darwin arm64': { cpu: 'mac-arm64-metal' },
  'darwin x64': { cpu: 'mac-x64' },
  'win32 x64': { cpu: 'win-x64', gpu: ['win-x64-vulkan', 'win-x64-cuda', 'win-x64-cuda-ext'] },
  'win32 arm64': { cpu: 'win-arm64' },
};

/**
 * Fetches node-llama-cpp with npm into the person's data folder. It is no dependency of Hornbook because npm would
 * install the CUDA and Vulkan builds for everybody (725 MB on Linux; 85 MB without them) and run an install script that
 * may go to another host for a compiler.
 *
 * @throws Failure `unsupported-system`, `npm-missing`, `download-failed`.
 */
export async function installLlama(options: {
  readonly gpu: boolean;
  readonly onNote: (sentence: string) => void;
}): Promise<{ readonly folder: string; readonly version: string }> {
  const system = `${process.platform} ${process.arch}`;
  const binaries = BINARIES[system];
  if (binaries === undefined) {
    throw new Failure('unsupported-system', `node-llama-cpp has no prebuilt binary for ${system}.`);
  }
  const wanted = [binaries.cpu, ...(options.gpu ? (binaries.gpu ?? []) : [])].map(
    (name) => `@node-llama-cpp/${name}`,
  );
  const target = llamaFolder();
  options.onNote(`Fetching ${PACKAGE} ${LLAMA_VERSION} from the npm registry …`);
  await writeFolder(target, async (folder) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const packages = [PACKAGE, ...wanted].map((name) => `${name}@${LLAMA_VERSION}`);
    const flags = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const result = await runTool(npm, ['install', ...flags, ...packages], { cwd: folder });
    if (result.state === 'missing') {
      throw new Failure(
        'npm-missing',
        'npm was not found, which fetches node-llama-cpp; install Node.js with npm.',
      );
    }
    if (result.state === 'failed') {
      throw new Failure('download-failed', `npm could not fetch ${PACKAGE}: ${lastLines(result.output)}`);
    }
  });
  const text = readFileSync(join(target, 'node_modules', PACKAGE, 'package.json'), 'utf8');
  return { folder: target, version: (JSON.parse(text) as { version: string }).version };
}
