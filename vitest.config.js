import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    include: ['static/src/**/*.test.ts'],
    // Two cores are shared with the Python suite.
    maxWorkers: 2,
  },
});
