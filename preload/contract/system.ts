import { z } from 'zod';

/** What the machine is and what it is doing. */
export type EngineReport = {
  readonly name: string;
  readonly available: boolean;
  /** Device, threads and version, or why it is missing and what to do. */
  readonly description: string;
};

export type SystemInfo = {
  readonly version: string;
  readonly door: 'electron' | 'browser';
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly projectPath: string;
  readonly isolation: string;
  readonly engines: readonly EngineReport[];
};

/** What a graphics card does now; null where the card does not say. */
export type GpuLoad = {
  readonly name: string;
  /** Share of 1. */
  readonly utilisation: number | null;
  readonly memoryUsedMiB: number | null;
  readonly memoryTotalMiB: number | null;
  /** Degrees Celsius. */
  readonly temperature: number | null;
  readonly powerWatts: number | null;
  readonly powerLimitWatts: number | null;
};

export type SystemLoad = {
  /** Shares of 1, of all cores together. */
  readonly cpu: number;
  /** The lab and its jobs. */
  readonly ownCpu: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  /** The lab and its jobs. */
  readonly ownMemoryBytes: number;
  /** Empty where there is no NVIDIA card or no driver. */
  readonly gpus: readonly GpuLoad[];
};

export const systemInputs = {
  'system.info': z.undefined(),
  'system.load': z.undefined(),
} as const;

export type SystemOutputs = {
  'system.info': SystemInfo;
  'system.load': SystemLoad;
};
