/** The software bill of materials of a package: CycloneDX 1.6 as JSON. */
import { type PackageLock, type PackageNames, installedFolder, namesOf } from './bundled-packages';

/** What each bundled file imports, by paths from the root. */
export type Imports = Readonly<Record<string, readonly string[]>>;

/** The application that the packages are bundled into. */
export interface Application {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const BUNDLER = 'node_modules/esbuild';

/**
 * The document, without a time and a serial number: the same bundle gives the same bytes. The digest of a package is that of
 * its archive, as the lock file has it (npm "package-lock.json", `integrity`).
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(
  application: Application,
  imports: Imports,
  folders: readonly string[],
  lock: PackageLock,
): object {
  const { name, version, license } = application;
  const root = {
    'bom-ref': name,
    type: 'application',
    name,
    version,
    licenses: [{ license: { id: license } }],
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: root,
      tools: { components: [{ ...componentOf(BUNDLER, lock), type: 'application' }] },
    },
    components: [
      ...new Map(folders.map((folder) => [urlOf(namesOf(folder, lock)), componentOf(folder, lock)])).values(),
    ],
    dependencies: dependenciesOf(name, imports, folders, lock),
  };
}

function componentOf(folder: string, lock: PackageLock): object {
  const names = namesOf(folder, lock);
  const { license, integrity } = lock.packages[folder] ?? {};
  return {
    'bom-ref': urlOf(names),
    type: 'library',
    ...(names.group === undefined ? {} : { group: names.group }),
    name: names.name,
    version: names.version,
    ...(integrity === undefined ? {} : { hashes: integrity.split(' ').map(hashOf) }),
    ...(license === undefined ? {} : { licenses: [licenceOf(license)] }),
    purl: urlOf(names),
  };
}

/** Package URL (purl-spec, type npm): the `@` of a scope is escaped. */
function urlOf({ group, name, version }: PackageNames): string {
  const scope = group === undefined ? '' : `${encodeURIComponent(group)}/`;
  return `pkg:npm/${scope}${name}@${version}`;
}

/** One digest of Subresource Integrity, in hexadecimal. */
function hashOf(integrity: string): object {
  const [algorithm = '', digest = ''] = integrity.split(/-(.*)/s);
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') };
}

function licenceOf(licence: string): object {
  return / (?:OR|AND|WITH) /.test(licence) ? { expression: licence } : { license: { id: licence } };
}

/** Which package imports which; the application's own files count as one. */
function dependenciesOf(
  root: string,
  imports: Imports,
  folders: readonly string[],
  lock: PackageLock,
): readonly object[] {
  const refOf = (path: string): string => {
    const folder = installedFolder(path);
    return folder === undefined ? root : urlOf(namesOf(folder, lock));
  };
  const edges = new Map(
    [root, ...folders.map((folder) => refOf(`${folder}/`))].map((ref) => [ref, new Set<string>()]),
  );
  for (const [path, targets] of Object.entries(imports))
    for (const target of targets)
      if (refOf(target) !== refOf(path)) edges.get(refOf(path))?.add(refOf(target));
  return [...edges].map(([ref, targets]) => ({ ref, dependsOn: [...targets].sort() }));
}
