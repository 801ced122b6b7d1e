/** The chain assessed from nothing, over every record of the ledger. */
import type { BackupSetRow } from '../backup-set-row';
import { type AssessOptions, assessChain } from '../chain/assess-chain';
import { type BackupSet, collectSets } from '../chain/collect-sets';
import type { ChainVerdict } from '../chain/verdict';
import type { EngineStatus } from '../engine/engine-status';
import type { Lsn } from '../lsn';
import type { BackupRecord } from '../migration/backup-record';
import type { ControlRow } from '../migration/control';
import type { Registration } from '../migration/registration';
import { registeredServers } from '../migration/source';
import { isSameName } from '../names';
import type { NamedSet } from './backup-sources';
import { summarizeChain } from './chain-facts';
import { chainInput, excludedInput } from './chain-input';
import { type EngineHistory, continueHistory } from './engine-history';
import { type EngineJoin, joinEngine } from './engine-join';
import type { ChainFacts } from './facts';

/** The chain, looked at whole. */
export interface WholeChain {
  readonly kind: 'whole';
  readonly facts: ChainFacts;
  readonly verdict: ChainVerdict;
  readonly records: readonly BackupRecord[];
  readonly rows: readonly BackupSetRow[];
  readonly sets: readonly BackupSet[];
  readonly join: EngineJoin;
  /** What the engine has told of its run, now or before. */
  readonly engine: EngineHistory;
  readonly options: AssessOptions;
}

/** Whose chain is assessed, on which reading of the service. */
export interface ChainBasis {
  readonly registration: Registration;
  readonly control: ControlRow;
  /** Undefined when the engine could not be read. */
  readonly status: EngineStatus | undefined;
}

/**
 * Assesses the chain over all records: the service's anchor and place, when it reports them, choose among branches.
 *
 * @param before what the engine reported of its run until now
 * @example wholeChain({ registration, control, status }, records, {}).verdict.status // 'complete'
 */
export function wholeChain(
  { registration, control, status }: ChainBasis,
  records: readonly BackupRecord[],
  before: EngineHistory,
): WholeChain {
  const everSeen = collectSets(
    records.flatMap((record) => (record.misplaced ? [] : record.sets)),
    registration.engine,
  );
  const join = joinEngine(everSeen, status);
  const engine = continueHistory(before, status, join);
  const rows = chainInput(records, control.exclusions, engine.restoredTo?.lsn);
  const options: AssessOptions = {
    engine: registration.engine,
    anchorGuid: engine.anchorGuid,
    databaseName: databaseToFollow(rows, registration, control),
    restoredTo: engine.restoredTo,
    servers: serversOfSource(registration, control),
    excluded: excludedInput(records, control.exclusions),
  };
  const verdict = assessChain(rows, options);
  const sets = collectSets(rows, registration.engine);
  return {
    kind: 'whole',
    facts: summarizeChain(verdict, records, control.exclusions, sets.map(namesOf)),
    verdict,
    records,
    rows,
    sets,
    join,
    engine,
    options,
  };
}

/** Without a full at the service the name leads: the registered one, or an accepted one where no file bears that. */
function databaseToFollow(
  rows: readonly BackupSetRow[],
  { source }: Registration,
  { acceptedSources = [] }: ControlRow,
): string {
  const names = [source, ...acceptedSources].map((one) => one.databaseName);
  const isThere = (name: string): boolean =>
    rows.some((row) => row.databaseName !== undefined && isSameName(row.databaseName, name));
  return names.find(isThere) ?? source.databaseName;
}

/** The servers that choose among branches: registered ones, and those an operator accepted; undefined when there are none. */
function serversOfSource(
  { source }: Registration,
  { acceptedSources = [] }: ControlRow,
): readonly string[] | undefined {
  const accepted = acceptedSources.flatMap(({ serverName }) =>
    serverName === undefined ? [] : [serverName],
  );
  const servers = [...registeredServers(source), ...accepted];
  return servers.length === 0 ? undefined : servers;
}

function namesOf({ head, stripes }: BackupSet): NamedSet {
  return {
    databaseName: head.databaseName,
    serverName: head.serverName,
    files: stripes.map((row) => row.file),
  };
}

/** True when another look at the same version may find something else; a removed one without sets may be read when it is back. */
export function isUnsettled({ state, sets }: BackupRecord): boolean {
  return state === 'growing' || state === 'unreadable' || (state === 'removed' && sets.length === 0);
}

/**
 * Whether the next look must be at everything, too: a marked tail wants it; a data backup beyond the chain end is not
 * among the rows to continue with; a blob that is gone counts as far as the engine has restored, which also chooses among
 * branches and proves a base.
 */
export function isWholeOnly({ records, rows, verdict, engine }: WholeChain): boolean {
  const { chainEnd } = verdict;
  const restoredTo = engine.restoredTo?.lsn;
  const isBeyond = (lsn: Lsn): boolean => chainEnd === undefined || lsn > chainEnd;
  return (
    dependsOnEngine(verdict) ||
    rows.some((row) => row.type !== 'log' && isBeyond(row.lastLsn)) ||
    records.some((record) =>
      record.state === 'removed'
        ? record.sets.some(
            ({ lastLsn }) => restoredTo === undefined || lastLsn > restoredTo || isBeyond(lastLsn),
          )
        : record.tailMark !== undefined,
    )
  );
}

function dependsOnEngine({ branches = [], unverified, provenByEngine = false }: ChainVerdict): boolean {
  return (
    unverified !== undefined || provenByEngine || branches.filter(({ end }) => end !== undefined).length > 1
  );
}
