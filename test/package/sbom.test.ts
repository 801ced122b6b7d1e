/** The bill of materials: valid, complete, and the same for the same bundle. */
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import type { PackageLock } from '../../tools/package/bundled-packages';
import { type Imports, sbomOf } from '../../tools/package/sbom';

const DIGEST = Buffer.alloc(64, 7);
const lock: PackageLock = {
  packages: {
    'node_modules/@azure/identity': {
      version: '4.13.1',
      license: 'MIT',
      integrity: `sha512-${DIGEST.toString('base64')}`,
    },
    'node_modules/a/node_modules/uuid': { version: '8.3.2', license: '(MIT OR Apache-2.0)' },
    'node_modules/b/node_modules/uuid': { version: '8.3.2', license: '(MIT OR Apache-2.0)' },
    'node_modules/bare': { version: '1.0.0' },
    'node_modules/esbuild': { version: '0.28.2', license: 'MIT', dev: true },
  },
};
const imports: Imports = {
  'dist/functions/index.js': ['dist/shared/config.js', 'node_modules/@azure/identity/index.js'],
  'dist/shared/config.js': ['node_modules/bare/index.js'],
  'node_modules/@azure/identity/index.js': [
    'node_modules/@azure/identity/other.js',
    'node_modules/a/node_modules/uuid/index.js',
    'node_modules/b/node_modules/uuid/index.js',
  ],
  'node_modules/a/node_modules/uuid/index.js': [],
};
const folders = [
  'node_modules/@azure/identity',
  'node_modules/a/node_modules/uuid',
  'node_modules/b/node_modules/uuid',
  'node_modules/bare',
];
const sbom = sbomOf({ name: 'app', version: '1.2.3', license: 'MIT' }, imports, folders, lock) as {
  components: Record<string, unknown>[];
  dependencies: { ref: string; dependsOn: string[] }[];
};

function problemsOf(document: object): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(document));
}

test('the official schema takes it', async () => {
  expect(await problemsOf(sbom)).toBeNull();
});

test.each([
  ['a component without a name', { ...sbom, components: [{ type: 'library' }] }],
  [
    'a licence that SPDX lacks',
    { ...sbom, components: [{ ...sbom.components[0], licenses: [{ license: { id: 'Mine' } }] }] },
  ],
  [
    'a digest that is no hexadecimal',
    { ...sbom, components: [{ ...sbom.components[0], hashes: [{ alg: 'SHA-512', content: 'x' }] }] },
  ],
])('the schema refuses %s', async (_what, document) => {
  expect(await problemsOf(document)).not.toBeNull();
});

test('a package has its scope, version, licence, URL and digest; twice the same counts once', () => {
  expect(sbom.components).toEqual([
    {
      'bom-ref': 'pkg:npm/%40azure/identity@4.13.1',
      type: 'library',
      group: '@azure',
      name: 'identity',
      version: '4.13.1',
      hashes: [{ alg: 'SHA-512', content: DIGEST.toString('hex') }],
      licenses: [{ license: { id: 'MIT' } }],
      purl: 'pkg:npm/%40azure/identity@4.13.1',
    },
    {
      'bom-ref': 'pkg:npm/uuid@8.3.2',
      type: 'library',
      name: 'uuid',
      version: '8.3.2',
      licenses: [{ expression: '(MIT OR Apache-2.0)' }],
      purl: 'pkg:npm/uuid@8.3.2',
    },
    {
      'bom-ref': 'pkg:npm/bare@1.0.0',
      type: 'library',
      name: 'bare',
      version: '1.0.0',
      purl: 'pkg:npm/bare@1.0.0',
    },
  ]);
});

test('it says which package imports which', () => {
  expect(sbom.dependencies).toEqual([
    { ref: 'app', dependsOn: ['pkg:npm/%40azure/identity@4.13.1', 'pkg:npm/bare@1.0.0'] },
    { ref: 'pkg:npm/%40azure/identity@4.13.1', dependsOn: ['pkg:npm/uuid@8.3.2'] },
    { ref: 'pkg:npm/uuid@8.3.2', dependsOn: [] },
    { ref: 'pkg:npm/bare@1.0.0', dependsOn: [] },
  ]);
});
