import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const BROWSERLESS = ['static/build.mjs', '*.config.js', '*.config.ts'];
const NODE_GLOBALS = { console: 'readonly', process: 'readonly', URL: 'readonly' };

export default tseslint.config(
  { ignores: ['static/dist/**', 'node_modules/**', 'var/**', '.venv/**'] },
  eslint.configs.recommended,
  {
    files: ['static/src/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-function-return-type': 'error',
      // Numbers in messages are the usual case here; everything else still needs a conversion.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      complexity: ['error', 10],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
      'no-console': 'error',
      // Strings a person sees come from the page (gettext), markup from the server: neither is built from text.
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'use textContent or a template' },
      ],
    },
  },
  {
    files: ['static/src/**/*.test.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: BROWSERLESS, languageOptions: { globals: NODE_GLOBALS } },
);
