/** What is known of whether Chromium's own sandbox is around a renderer. */
export type SandboxEvidence = {
  readonly platform: NodeJS.Platform;
  /** Whether the app was started with a switch of Chromium's. */
  hasSwitch(name: string): boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What Linux says of a process in `/proc/PID/status`; null where it cannot be read. */
  status(pid: number): string | null;
  /** Chromium's own word for a process, which it gives on macOS and Windows. */
  isSandboxed(pid: number): boolean | undefined;
};

const switches = ['no-sandbox', 'disable-sandbox', 'disable-seccomp-filter-sandbox', 'single-process'];

/**
 * Why model-written Python must not run in the renderer with this process id, as part of a sentence; null when
 * Chromium's sandbox is around it. Switches are what was asked for; what the system says of the process is what counts.
 */
export function whyNotSandboxed(pid: number, evidence: SandboxEvidence): string | null {
  const off = switches.find((name) => evidence.hasSwitch(name));
  if (off !== undefined) return `the app was started with --${off}`;
  if (evidence.environment['ELECTRON_DISABLE_SANDBOX'] !== undefined)
    return 'ELECTRON_DISABLE_SANDBOX is set in the environment';
  if (evidence.platform === 'linux') {
    const status = evidence.status(pid);
    if (status === null) return 'Linux does not say what its process may do';
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:\\s*(\\d+)$`, 'm').exec(status)?.[1];
    if (field('Seccomp') !== '2') return 'no filter of system calls is on its process';
    return field('NoNewPrivs') === '1' ? null : 'its process could gain privileges';
  }
  return evidence.isSandboxed(pid) === true ? null : 'Chromium does not say that its process is sandboxed';
}
