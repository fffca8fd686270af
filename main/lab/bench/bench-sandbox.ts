export { benchSandbox, type SandboxBench, type SandboxBenchOptions } from '../../node/bench/sandbox.ts';
