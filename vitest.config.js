import { defineConfig } from 'vitest/config';

// Node's digest takes no bytes that were made in another realm.
const OWN_REALM = ['static/src/upload/small.test.ts'];

export default defineConfig({
  test: {
    environment: 'jsdom',
    // Two cores are shared with the Python suite.
    maxWorkers: 2,
    projects: [
      // A realm for each file: a process for each would spend most of its time on making the page.
      {
        extends: true,
        test: { name: 'page', pool: 'vmThreads', include: ['static/src/**/*.test.ts'], exclude: OWN_REALM },
      },
      { extends: true, test: { name: 'digest', include: OWN_REALM } },
    ],
  },
});
