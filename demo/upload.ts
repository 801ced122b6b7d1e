/** `npm run upload -- <folder>`: puts backup files into the local stack's container. */
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { Command } from 'commander';
import { connectionTo } from './stack/storage';
import { CONTAINER } from './stack/stack';

const command = new Command('upload')
  .description('Uploads files, or folders with their sub-folders, into the container of the local stack.')
  .argument('<path...>', 'files or folders')
  .option('--storage <url>', 'blob address of another Azurite, as npm start prints it')
  .option('--connection <string>', 'storage to upload to', 'UseDevelopmentStorage=true')
  .option('--prefix <prefix>', 'put in front of every name', '')
  .option('--flat', 'leave the sub-folders out of the names', false);

async function main(): Promise<void> {
  const { storage, connection, prefix, flat } = command
    .parse()
    .opts<{ storage?: string; connection: string; prefix: string; flat: boolean }>();
  const account = BlobServiceClient.fromConnectionString(
    storage === undefined ? connection : connectionTo({ BlobEndpoint: storage }),
  );
  const container = account.getContainerClient(CONTAINER);
  await container.createIfNotExists();
  for (const path of command.args) {
    for (const { file, name } of await filesOf(resolve(path))) {
      const blob = `${prefix}${flat ? (name.split('/').at(-1) ?? name) : name}`;
      await container.getBlockBlobClient(blob).uploadFile(file);
      process.stdout.write(`${blob}\n`);
    }
  }
}

async function filesOf(path: string): Promise<readonly { file: string; name: string }[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [{ file: path, name: path.split('/').at(-1) ?? path }];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort().map((file) => ({ file, name: relative(path, file).replaceAll('\\', '/') }));
}

main().catch((error: unknown) => {
  process.stderr.write(`Cannot upload: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
