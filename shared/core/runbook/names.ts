/** The names that a runbook writes into its steps. */
import { readsShare } from '../migration/estate-notes';
import { lastBackupOf } from '../migration/offline';
import type { Registration } from '../migration/registration';
import type { StatusDocument } from '../migration/status-document';
import { registeredServers } from '../migration/source';
import { instanceOf, targetName } from '../migration/target-name';
import { quoteName, quoteText } from '../t-sql';

/** Where the tail is written: into the container itself, or to the share from which the service uploads. */
export type TailPlace =
  | { readonly kind: 'container'; readonly url: string }
  /** `path` is absent where only the service knows it. */
  | { readonly kind: 'share'; readonly path?: string };

/** Every name, as it is and as T-SQL quotes it. */
export interface RunbookNames {
  readonly id: string;
  readonly database: string;
  readonly servers: readonly string[];
  readonly targetId: string;
  readonly target: string;
  readonly instance: string;
  readonly targetDatabase: string;
  readonly isVirtualMachine: boolean;
  readonly containerUrl: string;
  readonly prefix: string;
  readonly place: TailPlace;
  /** Blob of the tail: the known one, or the one to be made. */
  readonly tail?: { readonly blob: string; readonly known: boolean };
  /** What BACKUP writes a tail to that is still to be taken; absent where its name is not known. */
  readonly device?: string;
}

/**
 * A file name for the tail that depends on nothing foreign, so that it is safe in URLs, paths and T-SQL; `.final` marks the
 * tail (rule T2) where the policy accepts a mark.
 *
 * @param number of the file: another name for each tail that is taken
 * @example tailFileName('shop', 'either', 2) // 'shop_tail_2.final.trn'
 */
export function tailFileName(id: string, proof: 'named' | 'marked' | 'either', number: number): string {
  return `${id}_tail_${number}${proof === 'named' ? '' : '.final'}.trn`;
}

/** The backup after which the service of an offline migration cuts over; undefined where it does not report that. */
export function lastBackupName(
  registration: Registration,
  status: Pick<StatusDocument, 'engineStatus'>,
): string | undefined {
  const { create } = registration;
  return status.engineStatus?.lastBackupName ?? (create && lastBackupOf(create));
}

/** Collects the names. @param tailFile name of the file to take the tail under; undefined where it is not known */
export function namesOf(
  registration: Registration,
  status: StatusDocument,
  tailFile: string | undefined,
): RunbookNames {
  const { id, source, target, backups } = registration;
  const place = placeOfTail(registration);
  const made = tailFile === undefined ? undefined : { blob: `${backups.prefix}${tailFile}`, known: false };
  const tail = status.tail === undefined ? made : { blob: status.tail.blob, known: true };
  return {
    id,
    database: source.databaseName,
    servers: registeredServers(source),
    targetId: target.managedInstanceId,
    target: targetName(target),
    instance: instanceOf(target.managedInstanceId),
    targetDatabase: target.databaseName,
    isVirtualMachine: /\/sqlVirtualMachines\//i.test(target.managedInstanceId),
    ...backups,
    place,
    ...(tail !== undefined && { tail }),
    ...(tailFile !== undefined && { device: deviceOf(place, tailFile) }),
  };
}

function placeOfTail({ engine, preflight, backups }: Registration): TailPlace {
  const path = preflight?.share?.path;
  if (readsShare(engine, preflight)) return { kind: 'share', ...(path !== undefined && { path }) };
  return { kind: 'container', url: `${backups.containerUrl}/${backups.prefix}` };
}

/** Stands for a share that only the service knows: `<` can be in no path, so a forgotten one fails. */
const UNKNOWN_SHARE = '\\\\<server>\\<share>';

function deviceOf(place: TailPlace, file: string): string {
  if (place.kind === 'container') return `URL = ${quoteText(`${place.url}${file}`)}`;
  return `DISK = ${quoteText(`${(place.path ?? UNKNOWN_SHARE).replace(/\\+$/, '')}\\${file}`)}`;
}

/** The source database as T-SQL quotes it: as a name, and as a text. */
export function quotedSource({ database }: RunbookNames): { readonly name: string; readonly text: string } {
  return { name: quoteName(database), text: quoteText(database) };
}

/** The same of the target database. */
export function quotedTarget({ targetDatabase }: RunbookNames): {
  readonly name: string;
  readonly text: string;
} {
  return { name: quoteName(targetDatabase), text: quoteText(targetDatabase) };
}
