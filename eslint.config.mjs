import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const sdk = '@aws-sdk/*';
const typesOnly = (group, message) => ({ group, message, allowTypeImports: true });
const never = (group, message) => ({ group, message });
const localAws = never(['**/local-aws/**', '**/tests/**'], 'A resource type never imports the local AWS.');

/** One rule per folder, because a later `rules` entry replaces an earlier one. */
const imports = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

export default defineConfig(
  globalIgnores(['**/build/', '**/coverage/', '**/node_modules/', '.venv/']),
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Decorated models and classes that only carry static operations are what the protocol asks for.
      '@typescript-eslint/no-extraneous-class': 'off',
      // A table of operations is typed by its methods; not each of them has to await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { module: 'writable', require: 'readonly', process: 'readonly' } },
  },
  { files: ['runtime/**/*.ts'], ignores: ['**/*.test.ts'], rules: imports(localAws) },
  {
    files: ['deployment-group/src/**/*.ts', 'deployment/src/**/*.ts'],
    ignores: ['**/api.ts'],
    rules: imports(
      localAws,
      typesOnly([sdk], 'AWS calls live in api.ts; other files import SDK types only.'),
    ),
  },
  { files: ['**/src/api.ts'], rules: imports(localAws) },
  {
    // Tests may say `!` about what they have just arranged.
    files: ['**/*.test.ts', '**/test/**/*.ts', 'tests/**/*.ts', 'local-aws/fixtures/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
