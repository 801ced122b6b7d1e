/** From where to where: which database, read from which container, restored to which target. */
import type { StatusView } from '../documents';
import { labelled } from './labelled';

/** Writes what is registered, as far as the app tells it. @example routeLines(status) // ['Source    Sales on SQL01', …] */
export function routeLines({ source, backups, target }: StatusView): readonly string[] {
  const servers = source?.servers ?? [];
  return [
    ...(source
      ? [
          labelled(
            'Source',
            servers.length === 0 ? source.database : `${source.database} on ${servers.join(' or ')}`,
          ),
        ]
      : []),
    ...(backups
      ? [
          labelled(
            'Backups',
            `container ${backups.container}/${backups.prefix ?? ''} of account ${backups.account}`,
          ),
        ]
      : []),
    ...(target ? [labelled('Target', `database ${target.database} on ${target.instance}`)] : []),
  ];
}
