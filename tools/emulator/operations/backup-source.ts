/** Where a migration's backups are read from: a container, or the container that stands for a share. */
import type { Emulation } from '../emulation';
import type { BackupSource } from '../engine/migration';
import { serviceErrors } from '../http/service-errors';
import { sameResource } from '../wire/resource-ids';

/** A file share. @throws {ServiceError} 501 when no container stands for it. */
export function shareSource(path: string, emulation: Emulation): BackupSource {
  const standIn = Object.entries(emulation.settings.shares).find(([share]) => sameResource(share, path));
  if (!standIn)
    throw serviceErrors.notImplemented(
      `the file share '${path}': no container stands for it (start the emulator with --share '${path}=<container>')`,
    );
  return { kind: 'fileShare', path, ...containerAndFolder(standIn[1]) };
}

/** A container, `container` or `container/folder`. @throws {ServiceError} 400 when it is called `backup`. */
export function containerSource(name: string): BackupSource {
  return { kind: 'azureBlob', ...containerAndFolder(name) };
}

function containerAndFolder(name: string): { readonly container: string; readonly folder: string } {
  const [container = '', ...folders] = name.split('/').filter((part) => part !== '');
  if (container === '' || container.toLowerCase() === 'backup')
    throw serviceErrors.invalidContainerName(name);
  return { container, folder: folders.join('/') };
}
