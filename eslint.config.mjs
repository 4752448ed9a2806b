import { existsSync } from 'node:fs';
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Without the types of the AWS CDK, whose package is installed in a folder of its own, nothing can be said of its code.
const withoutCdk = existsSync(`${import.meta.dirname}/cdk/node_modules/aws-cdk-lib`) ? [] : ['cdk/'];

export default defineConfig(
  globalIgnores([
    ...withoutCdk,
    '**/build/',
    '**/coverage/',
    '.stryker-tmp/',
    '**/node_modules/',
    '**/.venv/',
  ]),
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
      // The registry's library requires decorated models and classes with only static operations.
      '@typescript-eslint/no-extraneous-class': 'off',
      // The operations of a service have one type, asynchronous or not.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
      },
    },
  },
  {
    files: ['tests/tools/cdk/function/*.js'],
    languageOptions: { globals: { exports: 'writable' } },
  },
  {
    files: ['deployment-group/src/**/*.ts', 'deployment/src/**/*.ts'],
    ignores: ['deployment-group/src/api.ts', 'deployment/src/api/*.ts'],
    // Which folder may import which other one: .dependency-cruiser.mjs.
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*'],
              message: 'Only api.ts, or the folder api, calls AWS; other files import types of the SDK.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    // Tests may use `!` for values that they have set up.
    files: ['**/*.test.ts', '**/test/**/*.ts', 'tests/**/*.ts', 'local-aws/fixtures/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
