import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './internal/testing/slowest-first.ts';

const quietFolders = ['node_modules', '.natter', 'coverage'];

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: quietFolders.map((folder) => `**/${folder}/**`),
    globalSetup: ['internal/testing/global-setup.ts'],
    pool: 'forks',
    execArgv: ['--disable-proto=delete'],
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
    // Files share what is loaded; each has servers' schemas and processes of its own.
    isolate: false,
    // Node runs the files as it does in production: no transform, no second module loader.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // How long a busy machine may take; nothing measures time here.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 90_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    reporters: ['default'],
    watch: false,
  },
});
