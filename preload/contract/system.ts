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

export type SystemLoad = {
  /** Shares of 1. */
  readonly cpu: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  /** The lab and its jobs. */
  readonly ownMemoryBytes: number;
};
