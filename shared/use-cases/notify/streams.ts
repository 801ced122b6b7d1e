/**
 * Streams: what is told one after the other, and whose first message that is not taken holds the rest. Each migration is one, by its own
 * journal; each group is one, by its lines in the journal of the ledger.
 */
import type { ChainedEntry, JournalHead } from '../../core/migration/journal';
import { OF_THE_LEDGER } from '../../core/migration/ledger-state';
import type { Registration } from '../../core/migration/registration';
import { type NumberedMessage, messageOf } from '../../core/notify/message';
import type { Ledger } from '../../ports/ledger';
import { inParallel } from '../in-parallel';
import type { CursorPlace } from './receiver-states';

/** A line with its place in the order. */
export type NumberedLine = ChainedEntry & { readonly sequence: number; readonly hash: string };

/** A line, and the message that it calls for, if it does. */
export interface ToldLine {
  readonly line: NumberedLine;
  readonly message?: NumberedMessage;
}

/** A stream that may have news. */
export interface Stream {
  /** In whose order they have their turns: groups, then migrations. */
  readonly key: string;
  /** As people call it. */
  readonly name: string;
  readonly place: CursorPlace;
  /** Its last line. */
  readonly head: JournalHead;
  /** Its lines, read when first asked for. */
  readonly lines: () => Promise<readonly ToldLine[]>;
}

type Source = Pick<Ledger, 'registrations' | 'journalHead' | 'evidence'>;

/** Heads read side by side. */
const WIDTH = 8;

/**
 * Makes the reader of a process: it costs the registrations and a read for each migration, and one for the journal of the ledger, whose
 * lines it remembers by its head.
 *
 * @param appHost for links
 */
export function streamReader(ledger: Source, appHost: string | undefined): () => Promise<readonly Stream[]> {
  let known: { readonly head: string; readonly groups: readonly Stream[] } | undefined;
  const groups = async (): Promise<readonly Stream[]> => {
    const head = (await ledger.journalHead(OF_THE_LEDGER))?.head;
    if (head === undefined) return [];
    if (known?.head !== head) {
      const { lines } = await ledger.evidence(OF_THE_LEDGER);
      known = { head, groups: groupStreams(lines.filter(isNumbered), appHost) };
    }
    return known.groups;
  };
  return async () => [...(await groups()), ...(await migrationStreams(ledger, appHost))];
}

function groupStreams(lines: readonly NumberedLine[], appHost: string | undefined): readonly Stream[] {
  const byGroup = new Map<string, ToldLine[]>();
  for (const line of lines) {
    const id = line.kind === 'groupChanged' ? line.facts?.group : undefined;
    if (typeof id !== 'string') continue;
    const told = { line, message: messageOf({ kind: 'group', id }, line, appHost) };
    byGroup.set(id, [...(byGroup.get(id) ?? []), told]);
  }
  return [...byGroup.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([id, told]) => {
      const last = told.at(-1)?.line;
      if (last === undefined) return [];
      return {
        key: `!${id}`,
        name: `group ${id}`,
        place: { id: OF_THE_LEDGER, group: id },
        head: { head: last.hash, entries: last.sequence },
        lines: () => Promise.resolve(told),
      };
    });
}

async function migrationStreams(ledger: Source, appHost: string | undefined): Promise<readonly Stream[]> {
  const registrations: Registration[] = [];
  for await (const registration of ledger.registrations()) registrations.push(registration);
  const found = await inParallel(registrations, WIDTH, async (registration): Promise<Stream | undefined> => {
    const { id } = registration;
    const head = await ledger.journalHead(id);
    const lines = linesOf(ledger, registration, appHost);
    return head && { key: id, name: id, place: { id }, head, lines };
  });
  return found.filter((stream) => stream !== undefined);
}

function linesOf(ledger: Source, registration: Registration, appHost: string | undefined): Stream['lines'] {
  let read: Promise<readonly ToldLine[]> | undefined;
  return () =>
    (read ??= ledger.evidence(registration.id).then(({ lines }) => {
      let group: string | undefined;
      return lines.filter(isNumbered).map((line) => {
        group = groupAfter(group, line);
        return { line, message: messageOf({ kind: 'migration', registration, group }, line, appHost) };
      });
    }));
}

/** The group that a migration is a member of from a line on. */
function groupAfter(before: string | undefined, { kind, facts = {} }: ChainedEntry): string | undefined {
  if (kind !== 'groupChanged' || typeof facts.joined !== 'boolean') return before;
  return facts.joined && typeof facts.group === 'string' ? facts.group : undefined;
}

function isNumbered(line: ChainedEntry): line is NumberedLine {
  return line.sequence !== undefined && line.hash !== undefined;
}
