import tseslint from 'typescript-eslint';

const houseSyntax = [
  {
    selector: ':matches(PropertyDefinition, MethodDefinition) > PrivateIdentifier',
    message: 'Mark private members with `private`, as everywhere here.',
  },
];

const nonDeterministicSyntax = [
  { selector: 'AwaitExpression', message: 'Orchestrators and core are synchronous: no await.' },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time as a parameter (orchestrators: context.df.currentUtcDateTime).',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time as a parameter.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Random numbers are not deterministic.',
  },
  {
    selector: "CallExpression[callee.property.name='randomUUID']",
    message: 'Random ids are not deterministic.',
  },
];

const nonDeterministicGlobals = [
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'performance',
  'Buffer',
  'console',
].map((name) => ({ name, message: 'Not deterministic or not pure: pass the value in.' }));

const combinatorRule = [
  {
    selector:
      "CallExpression[callee.property.name=/^(any|all)$/][callee.object.property.name='Task'] CallExpression[callee.property.name=/(WithRetry$|^callHttp$)/]",
    message:
      'Nothing that retries goes inside Task.any or Task.all: ids shift on replay and results become silently wrong.',
  },
  {
    selector:
      "CallExpression[callee.property.name=/^(any|all)$/][callee.object.property.name='Task'] CallExpression[callee.property.name=/^(callActivity|callSubOrchestrator)$/]",
    message:
      'An activity or sub-orchestration that may throw goes outside Task.any and Task.all; race only events against timers.',
  },
  {
    selector:
      ":matches(AssignmentExpression[left.property.name='retryTimeoutInMilliseconds'], Property[key.name='retryTimeoutInMilliseconds'])",
    message: 'No retryTimeout: where it ends the retries the library waits for a timer that never comes.',
  },
];

const purityRule = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: [
            '@azure/*',
            'durable-functions',
            'node:*',
            'zod',
            'fs',
            'path',
            'crypto',
            'http',
            'https',
            '**/adapters/**',
            '**/ports/**',
            '**/durable/**',
            '**/functions/**',
          ],
          message: 'shared/core is pure: it imports nothing outside core.',
        },
      ],
    },
  ],
};

const orchestratorImports = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: [
            '**/adapters/**',
            '**/ports/**',
            '**/config',
            '**/activities/**',
            '@azure/*',
            'node:*',
            'fs',
            'path',
            'crypto',
          ],
          message: 'Orchestrators import core and durable contracts only.',
          allowTypeImports: false,
        },
      ],
    },
  ],
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'coverage/**',
      '.local/**',
      'tools/localhost/test/apps/**',
      '**/*.js',
      '**/*.mjs',
      '**/*.cjs',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-duplicate-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/require-await': 'off',
      // A fifth of the lint's time, and the code has no enum.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-syntax': ['error', ...houseSyntax],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['shared/core/**/*.ts'],
    rules: {
      ...purityRule,
      'no-restricted-syntax': ['error', ...houseSyntax, ...nonDeterministicSyntax],
      'no-restricted-globals': ['error', ...nonDeterministicGlobals],
    },
  },
  {
    files: ['functions/orchestrators/**/*.ts'],
    rules: {
      ...orchestratorImports,
      'no-restricted-syntax': ['error', ...houseSyntax, ...nonDeterministicSyntax, ...combinatorRule],
      'no-restricted-globals': ['error', ...nonDeterministicGlobals],
    },
  },
  {
    files: ['tools/localhost/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/shared/**', '**/functions/**', '**/emulator/**', '**/cli/**', '**/demo/**'],
              message: 'The local host imports nothing of the product.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'tools/localhost/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
    },
  },
);
