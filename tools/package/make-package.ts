/** Makes the package: a folder and a zip of the same files. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { APP, bundleApp } from './bundle';
import { PAGE_FOLDER, bundlePage } from './bundle-page';
import { type PackageLock, describePackage, licenceTexts, packageFolders } from './bundled-packages';
import { type HostJson, hostJsonFor } from './host-json';
import { type Manifest, type PackageFiles, describeFiles, readRevision } from './manifest';
import { sbomOf } from './sbom';
import { zipOf } from './zip';

/** What to make, and where. */
export interface PackageOptions {
  /** Root of the repository, which is built. */
  readonly root: string;
  /** Gets the folder `app` and `app.zip`. */
  readonly out: string;
  readonly durableBackend: string;
}

/** What was made. */
export interface MadePackage {
  readonly folder: string;
  readonly zip: string;
  readonly bytes: number;
  readonly zipBytes: number;
  readonly manifest: Manifest;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: unknown;
}

const MANIFEST = 'manifest.json';

/** Writes the package. @throws when the folder exists and is no package, or the app cannot be bundled */
export async function makePackage(options: PackageOptions): Promise<MadePackage> {
  const folder = join(options.out, 'app');
  const zip = join(options.out, 'app.zip');
  if (existsSync(folder) && !existsSync(join(folder, MANIFEST)))
    throw new Error(`Cannot write the package: ${folder} exists and is no package`);
  const { files, manifest } = await collect(options);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const zipped = zipOf(files);
  writeFileSync(zip, zipped);
  const bytes = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  return { folder, zip, bytes, zipBytes: zipped.length, manifest };
}

/** The files of the package, and the manifest among them. */
async function collect({ root, durableBackend }: PackageOptions): Promise<{
  readonly files: PackageFiles;
  readonly manifest: Manifest;
}> {
  const readText = (name: string): string => readFileSync(join(root, name), 'utf8').replaceAll('\r\n', '\n');
  const { name, version, license, engines } = JSON.parse(readText('package.json')) as PackageJson;
  const lock = JSON.parse(readText('package-lock.json')) as PackageLock;
  const hostJson = hostJsonFor(durableBackend, JSON.parse(readText('host.json')) as HostJson);
  const app = await bundleApp(root);
  const page = await bundlePage(root);
  const imports = { ...app.imports, ...page.imports };
  const pageFiles = Object.entries(page.files).map(([name, content]) => [`${PAGE_FOLDER}/${name}`, content]);
  const folders = packageFolders(Object.keys(imports), lock);
  const files = {
    [APP]: app.code,
    ...(Object.fromEntries(pageFiles) as PackageFiles),
    LICENSE: bytesOf(readText('LICENSE')),
    'host.json': jsonBytes(hostJson),
    'licences-of-packages.txt': bytesOf(licenceTexts(root, folders, lock)),
    'openapi.yaml': bytesOf(readText('openapi.yaml')),
    'sbom.cdx.json': jsonBytes(sbomOf({ name, version, license }, imports, folders, lock)),
    'package.json': jsonBytes({ name, version, private: true, license, engines, main: APP }),
  };
  const manifest: Manifest = {
    name,
    version,
    ...readRevision(root),
    durableBackend,
    files: describeFiles(files),
    packages: folders.map((folder) => describePackage(folder, lock)),
  };
  return { files: { ...files, [MANIFEST]: jsonBytes(manifest) }, manifest };
}

function jsonBytes(value: unknown): Uint8Array {
  return bytesOf(`${JSON.stringify(value, undefined, 2)}\n`);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
