/** Accepting backups whose headers name another database or server than the registered one. */
import {
  type HeaderNames,
  describeNames,
  describeSource,
  isSameServer,
  registeredServers,
} from '../../core/migration/source';
import { isSameName } from '../../core/names';
import { type OtherSource, otherSources } from '../../core/readiness/source-checks';
import { clip } from '../../core/text';
import { assessMigration } from '../assess/assess-migration';
import type { Capabilities } from '../capabilities';
import {
  type ActionOutcome,
  type Operator,
  act,
  done,
  entry,
  inTheWay,
  withoutApproval,
} from '../operator-actions';

/** The names as the operator read them in the headers; `server` where servers are compared and the header tells one. */
export interface TypedSource {
  readonly database: string;
  readonly server?: string;
}

/** Combinations of one migration at most: they are part of the control row. */
const MOST_SOURCES = 16;

/**
 * Accepts one combination of names, typed as the headers have it. It counts from then on, for these names only; nothing else
 * about readiness changes. An approval given before is void: whoever gave it saw other backups count.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function acceptSource(
  caps: Capabilities,
  operator: Operator,
  typed: TypedSource,
): Promise<ActionOutcome> {
  const assessed = await assessMigration(caps, operator.id, 'whole');
  if (!assessed) return { kind: 'unknownMigration' };
  const { registration, control } = assessed.facts;
  const others = otherSources(assessed.facts);
  const comparesServer = registeredServers(registration.source).length > 0;
  const found = others.find(({ source }) => isTyped(typed, source, comparesServer));
  const before = (control.acceptedSources ?? []).find((one) => isTyped(typed, one, comparesServer));
  const busy = inTheWay(control, ACTION);
  if (found === undefined && before === undefined && busy === undefined)
    return others.length === 0
      ? { kind: 'refused', refusal: `Cannot ${ACTION}: ${nothingToAccept(registration.source)}` }
      : {
          kind: 'mistyped',
          field: fieldOf(typed, others),
          reason: clip(whatToType(others, comparesServer), 2_000),
        };
  return act(caps, operator, (current, at) => {
    const inUse = inTheWay(current, ACTION);
    if (inUse !== undefined) return { kind: 'refuse', refusal: inUse };
    const { acceptedSources = [] } = current;
    if (found === undefined || acceptedSources.some((one) => isTyped(typed, one, comparesServer)))
      return { kind: 'keep' };
    if (acceptedSources.length >= MOST_SOURCES)
      return {
        kind: 'refuse',
        refusal: `Cannot ${ACTION}: ${MOST_SOURCES} are accepted; the folder has backups of too many sources`,
      };
    const { databaseName = typed.database, serverName } = found.source;
    const accepted = { by: operator.by, at, databaseName, ...(serverName !== undefined && { serverName }) };
    const names = describeNames(accepted);
    const text = `Backups of ${names} accepted as those of ${describeSource(registration.source)}: ${found.source.files.slice(0, 3).join(', ')}`;
    const { control: next, entries } = withoutApproval(
      { ...current, acceptedSources: [...acceptedSources, accepted] },
      operator,
      at,
      `${operator.by} accepted backups of ${names}`,
    );
    const facts = { database: databaseName, ...(serverName !== undefined && { server: serverName }) };
    return done(next, entry(at, 'sourceAccepted', operator, text, facts), ...entries);
  });
}

const ACTION = 'accept the source';

function isTyped(typed: TypedSource, names: HeaderNames, comparesServer: boolean): boolean {
  if (names.databaseName === undefined || !isSameName(names.databaseName, typed.database)) return false;
  if (typed.server === undefined && !comparesServer) return true;
  return isSameServer(typed.server, names.serverName);
}

function nothingToAccept(source: Parameters<typeof describeSource>[0]): string {
  return `no backup on the path has another source than ${describeSource(source)}`;
}

function fieldOf({ database }: TypedSource, others: readonly OtherSource[]): 'database' | 'server' {
  const isOneOf = others.some(
    ({ source }) => source.databaseName !== undefined && isSameName(source.databaseName, database),
  );
  return isOneOf ? 'server' : 'database';
}

/** A header without a database's name has nothing that could be typed. */
function whatToType(others: readonly OtherSource[], comparesServer: boolean): string {
  const named = others.flatMap(({ source: { databaseName, serverName } }) =>
    databaseName === undefined
      ? []
      : [
          `database ${databaseName}${comparesServer ? ` and ${serverName === undefined ? 'no server' : `server ${serverName}`}` : ''}`,
        ],
  );
  return named.length === 0
    ? 'the header tells no database, so there is no name to accept; take that backup again'
    : `type the names as the headers have them: ${named.join('; or ')}`;
}
