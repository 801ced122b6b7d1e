/** What can be done with the migrations that are selected in the list: nothing that sends a request. */
import { hasEnded } from '../../shared/core/migration/phase';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import type { Call } from '../api/answer';
import { signOf } from '../text/words';
import { type Field, type Offer, type Values, REASON } from './offer';

/** Migrations that are acted on at once at most: a request each, or one that names all. */
export const MOST_SELECTED = 50;

type Rows = readonly MigrationSummary[];

/** All that is offered. @param rows those that are selected */
export function selectionOffers(rows: Rows): readonly Offer[] {
  const open = rows.filter((row) => !hasEnded(row));
  if (open.length === 0 || open.length > MOST_SELECTED) return [];
  return [hold(open), ...release(open.filter(({ held }) => held)), makeGroup(open)];
}

function hold(rows: Rows): Offer {
  return {
    key: 'hold-selected',
    label: 'Hold…',
    title: `Hold ${countText(rows)}`,
    tone: 'usual',
    consequence:
      'No request of any of them is sent until somebody releases it; restoring goes on. Approvals that were given become void. What cannot be held any more is refused by name, and the others are held.',
    facts: rows.map(factOf),
    fields: [REASON],
    calls: ({ reason = '' }) => rows.map(({ id }) => post(id, 'hold', { reason })),
    isEach: true,
    done: 'Held. Nothing of them is sent until each hold is released.',
  };
}

/** Which holds there are is read first: what is released is what was shown. */
function release(rows: Rows): readonly Offer[] {
  if (rows.length === 0) return [];
  const offer: Offer = {
    key: 'release-selected',
    label: 'Release…',
    title: `Release ${countText(rows)}`,
    tone: 'usual',
    consequence:
      'The holds that are listed end. It sends nothing: mode auto stays paused until somebody approves, and approvals that became void are given anew.',
    facts: [],
    fields: [],
    calls: () => [],
    isEach: true,
    done: 'Released.',
  };
  const paths = rows.map(({ id }) => `/api/migrations/${id}`);
  return [
    {
      ...offer,
      completed: { paths, by: (documents) => withHolds(offer, documents as readonly StatusDocument[]) },
    },
  ];
}

function withHolds(offer: Offer, documents: readonly StatusDocument[]): Offer {
  const all = documents.flatMap(({ id, holds = [] }) => holds.map((one) => ({ id, ...one })));
  return {
    ...offer,
    facts: all.map(({ id, number, by, reason }) => [id, `hold ${number} of ${by}: ${reason}`]),
    calls: () => all.map(({ id, number }) => post(id, 'release', { hold: number })),
  };
}

const GROUP_FIELDS: readonly Field[] = [
  { name: 'id', label: 'Id of the group', hint: 'Lower-case letters, digits and hyphens, such as wave-1.' },
  {
    name: 'strategy',
    label: 'They go',
    hint: 'An order among them is given by the command: npm run cutover -- group create <file>',
    options: [
      { value: 'together', text: 'together, once all are ready' },
      { value: 'each', text: 'each as it is ready' },
    ],
  },
  {
    name: 'perInstance',
    label: 'At once on one instance',
    hint: 'A number; empty: any number.',
    isOptional: true,
  },
  {
    name: 'stopAfter',
    label: 'Failures that stop the rest',
    hint: 'A number; empty: the first one.',
    isOptional: true,
  },
];

function makeGroup(rows: Rows): Offer {
  return {
    key: 'group-selected',
    label: 'Make a group…',
    title: `Make a group of ${countText(rows)}`,
    tone: 'usual',
    consequence:
      'From then on each of them is sent only on the go of the group, besides its own checks, approvals and window. It leaves the group only when somebody drops it.',
    facts: rows.map(factOf),
    fields: GROUP_FIELDS,
    trial: { label: 'Try: make nothing', calls: (values) => [groupCall(rows, values, true)] },
    calls: (values) => [groupCall(rows, values, false)],
    done: 'Made. It is in the list of groups.',
  };
}

function groupCall(rows: Rows, values: Values, dryRun: boolean): Call {
  const { id = '', strategy = '', perInstance = '', stopAfter = '' } = values;
  const body = {
    ...{ id: id.trim(), strategy, members: rows.map((row) => ({ id: row.id })) },
    ...(perInstance.trim() !== '' && { limits: { perInstance: Number(perInstance) } }),
    ...(stopAfter.trim() !== '' && { stopAfter: Number(stopAfter) }),
    ...(dryRun && { dryRun }),
  };
  return { method: 'POST', path: '/api/groups', body };
}

function factOf(row: MigrationSummary): readonly [string, string] {
  const { id, targetInstance, targetDatabase, group } = row;
  const target = targetInstance === undefined ? targetDatabase : `${targetInstance}/${targetDatabase}`;
  return [id, [target, signOf(row).word, group && `group ${group.id}`].filter(Boolean).join(' · ')];
}

function countText({ length }: Rows): string {
  return length === 1 ? '1 migration' : `${length} migrations`;
}

function post(id: string, verb: string, body: unknown): Call {
  return { method: 'POST', path: `/api/migrations/${id}/${verb}`, body, concerns: [id] };
}

/** What has changed of them, a sentence each. */
export function selectionChanges(before: Rows, after: Rows): readonly string[] {
  const now = new Map(after.map((row) => [row.id, row]));
  return before.flatMap((row) => {
    const is = now.get(row.id);
    if (is === undefined) return [`${row.id} is not in the list any more`];
    const [was, word] = [signOf(row).word, signOf(is).word];
    return [
      ...(was === word ? [] : [`${row.id}: ${word}, before: ${was}`]),
      ...(row.held === is.held ? [] : [`${row.id} ${is.held ? 'was held' : 'was released'}`]),
    ];
  });
}
