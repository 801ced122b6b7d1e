/** Only what is installed in production may be in the package. */
import { type PackageLock, packageFolders } from '../../tools/package/bundled-packages';

const lock: PackageLock = {
  packages: {
    'node_modules/zod': { version: '4.6.7', license: 'MIT' },
    'node_modules/@azure/identity': { version: '4.13.1', license: 'MIT' },
    'node_modules/durable-functions/node_modules/uuid': { version: '9.0.1', license: 'MIT' },
    'node_modules/typescript': { version: '5.9.3', license: 'Apache-2.0', dev: true },
  },
};

test('a file belongs to the innermost package, a file of the app to none', () => {
  const inputs = [
    'node_modules/zod/lib/index.js',
    'node_modules/zod/lib/core.js',
    'node_modules/@azure/identity/dist/index.js',
    'node_modules/durable-functions/node_modules/uuid/dist/v1.js',
    'dist/functions/index.js',
  ];
  expect(packageFolders(inputs, lock)).toEqual([
    'node_modules/@azure/identity',
    'node_modules/durable-functions/node_modules/uuid',
    'node_modules/zod',
  ]);
});

test('a development dependency is refused by name', () => {
  expect(() => packageFolders(['node_modules/typescript/lib/typescript.js'], lock)).toThrow(
    'it imports node_modules/typescript, a development dependency',
  );
});

test('a package that the lock file lacks is refused by name', () => {
  expect(() => packageFolders(['node_modules/left-over/index.js'], lock)).toThrow(
    'the lock file lacks node_modules/left-over',
  );
});
