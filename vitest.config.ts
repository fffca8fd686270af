import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes begin first, or one of two workers has nothing to do while the other ends them. */
const slowFiles = ['browser-walk', 'browser-recipe', 'attacks', 'node-sandbox'];

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification): number => {
      const at = slowFiles.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at < 0 ? slowFiles.length : at;
    };
    return sorted.sort((one, other) => place(one) - place(other));
  }
}

/** Tests run one file to a process: engines and sandboxes own native state. Two workers suit two cores. */
export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    // For what hangs. What is only slow, on a machine busy with other work, has not failed.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    environment: 'node',
    // Tests and the processes they start neither read nor write the settings of whoever runs them.
    env: { HORNBOOK_SETTINGS: join(tmpdir(), `hornbook-tests-${process.pid}`, 'settings.json') },
  },
});
