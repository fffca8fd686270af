import { z } from 'zod';

/** Measuring can be asked for one engine or for all that are installed. */
export const measureEnginesInput = z.object({ name: z.string().min(1).optional() });

/** Real optimiser steps of `nano`, at the batch and context that the engine could finish in time. */
export type EngineSpeed = {
  readonly tokensPerSecond: number;
  readonly batch: number;
  readonly context: number;
  /** Nats, of a fixed first step. */
  readonly loss: number;
};

export type EngineState =
  /** Not here; `command` is what to run, null where nothing helps on this machine. */
  | { readonly state: 'missing'; readonly why: string; readonly command: string | null }
  /** Installed, and not tried yet in this version on this machine. */
  | { readonly state: 'untried' }
  | { readonly state: 'measuring' }
  | {
      readonly state: 'ready';
      /** Device, threads and version, as the engine itself says. */
      readonly description: string;
      readonly speed: EngineSpeed;
      /** Whether its first loss is the default engine's; one that is not is never recommended. */
      readonly agrees: boolean;
      readonly triedAt: number;
    }
  | { readonly state: 'failed'; readonly why: string; readonly triedAt: number };

export type EngineView = {
  /** As `--engine` takes it. */
  readonly name: string;
  readonly title: string;
  readonly runsOn: string;
  readonly version: string | null;
  /** The fastest that was measured; what `--engine auto` takes. */
  readonly recommended: boolean;
  readonly state: EngineState;
};

export type NvidiaView =
  | { readonly state: 'none' }
  | {
      readonly state: 'found';
      readonly cards: readonly {
        readonly name: string;
        readonly driver: string;
        readonly memoryMiB: number;
      }[];
    }
  | { readonly state: 'broken'; readonly why: string };

export type EnginesView = {
  readonly engines: readonly EngineView[];
  readonly nvidia: NvidiaView;
};
