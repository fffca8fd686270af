import type { ModelConfig } from '../../../core/model/config.ts';
import { Failure } from '../../../core/failure.ts';
import { phiAdamW } from '../../../core/training/adamw.ts';
import type { BatchSize } from '../../../core/training/step.ts';
import { benchRate } from '../training-loop.ts';
import { PeerProcess } from './peer-process.ts';

/** PyTorch as it comes, and with its compiler. */
export const trainingPeers = ['pytorch-eager', 'pytorch-compile'] as const;
export type TrainingPeer = (typeof trainingPeers)[number];

export type PeerTraining = {
  readonly version: string;
  /** Seconds that `count` whole optimiser steps took, by the peer's own clock. */
  readonly steps: (count: number) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/**
 * Trains the same model on the same batch in PyTorch, with as many threads.
 * @returns the peer, warmed up, or why this machine cannot run it (`torch.compile` wants a C++ compiler)
 * @throws Failure `peer-unavailable` when the interpreter has no PyTorch
 */
export async function startPeerTraining(
  python: string,
  peer: TrainingPeer,
  config: ModelConfig,
  size: BatchSize,
  tokens: Int32Array,
  threads: number,
): Promise<PeerTraining | { readonly missing: string }> {
  const started = await PeerProcess.start(python, 'train.py', {
    variant: peer.replace('pytorch-', ''),
    config,
    ...size,
    tokens: [...tokens],
    threads,
    optimiser: { ...phiAdamW, rate: benchRate },
  });
  if ('missing' in started) {
    if (!started.missing.startsWith('No module')) return started;
    throw new Failure(
      'peer-unavailable',
      `${python} has no PyTorch (${started.missing}); install it (pip install torch --index-url https://download.pytorch.org/whl/cpu) or name an interpreter that has it: --peer /path/to/python.`,
    );
  }
  return {
    version: started.version,
    steps: async (steps) => ((await started.ask({ steps })) as { seconds: number }).seconds,
    stop: () => started.stop(),
  };
}
