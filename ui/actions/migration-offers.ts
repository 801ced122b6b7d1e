/** What can be done with one migration, as its status permits; the app has the last word. */
import { cancelEffect } from '../../shared/core/engine/notices';
import { hasEnded } from '../../shared/core/migration/phase';
import type { StatusDocument } from '../../shared/core/migration/status-document';
import type { BoardItem } from '../../shared/core/views/file-board';
import type { Call } from '../api/answer';
import { momentText } from '../text/time';
import { type Field, type Offer, REASON } from './offer';
import { stillMissing } from './report';

/** What the offers are made of. */
export interface MigrationFacts {
  readonly status: StatusDocument;
  /** ETag of the status. */
  readonly etag?: string;
  /** The file board, once it has been read. */
  readonly board?: readonly BoardItem[];
  /** Milliseconds. */
  readonly now: number;
}

type Row = (facts: MigrationFacts) => Offer | undefined;

/** Attempts of which a request may have reached the service. */
const UNDER_WAY = ['sending', 'sent', 'unknown', 'begunByService'];

/** Files of a choice at most. */
const MOST_FILES = 100;

/** All that is offered, what leads on first, what destroys last. */
export function migrationOffers(facts: MigrationFacts): readonly Offer[] {
  if (hasEnded(facts.status)) return [];
  return ROWS.flatMap((row) => row(facts) ?? []);
}

const ROWS: readonly Row[] = [approve, release, nameTail, waive, hold, revoke, exclude, include, cancel];

/** True while a request may be on its way: what prevents it comes too late. */
function isUnderWay({ cutover }: StatusDocument): boolean {
  return cutover !== undefined && UNDER_WAY.includes(cutover.state);
}

function approve({ status, now }: MigrationFacts): Offer | undefined {
  const { id, policy, tail, readiness, approvals, autoPaused, next, engineStatus, window } = status;
  const target = targetOf(status);
  const isAsked =
    next?.action === 'cutover' ||
    autoPaused !== undefined ||
    (readiness.ready && policy.mode !== 'auto' && policy.mode !== 'offline');
  if (!isAsked || tail === undefined || target === undefined || isUnderWay(status)) return undefined;
  const verb = policy.mode === 'approve' ? 'approve' : 'cutover';
  const required = approvals?.required ?? 1;
  const missing = required - (approvals?.standing ?? 0);
  const isLast = missing <= 1;
  const by = (approvals?.given ?? []).flatMap((one) => (one.state === 'granted' ? [one.by] : []));
  return {
    key: 'approve',
    label: verb === 'approve' ? 'Approve…' : 'Cut over…',
    title: verb === 'approve' ? `Approve the cutover of ${id}` : `Cut over ${id}`,
    tone: 'go',
    consequence: `${
      isLast
        ? 'With this approval nothing more is asked of an operator: the app checks everything again, and sends the request once.'
        : 'This is one of the approvals that are needed; with the last one the app checks everything again, and sends the request once.'
    } A cutover cannot be undone or stopped.`,
    ...(by.length > 0 && {
      repeated: {
        by,
        consequence: `You have approved already. To approve again only renews it; ${missing > 0 ? stillMissing(missing) : 'all are given.'}`,
      },
    }),
    facts: [
      ['Target', target],
      ['Tail', tail.blob],
      ['Ends at LSN', tail.lastLsn],
      ...(engineStatus?.operationId === undefined ? [] : [['Operation', engineStatus.operationId] as const]),
      ...(window === undefined
        ? []
        : [['Window', [window.state, window.reason].filter(Boolean).join(': ')] as const]),
      ...(status.group === undefined
        ? []
        : [['Group', [status.group.id, status.group.reason].filter(Boolean).join(': ')] as const]),
    ],
    said: saidOf(status, now),
    typed: target,
    fields: [],
    trial: { label: 'Rehearse: send nothing', calls: () => [post(id, 'rehearse', {})] },
    calls: (_values, confirm) => [post(id, verb, { confirm, expectedTail: tail.blob })],
    done: 'Approved. The app sends the request once everything is met.',
  };
}

function hold({ status, now }: MigrationFacts): Offer | undefined {
  const { id, cutover, approvals } = status;
  const isTooLate = isUnderWay(status) && cutover?.state !== 'unknown';
  if (isTooLate) return undefined;
  const given = approvals?.given.some(({ state }) => state === 'granted') === true;
  return {
    key: 'hold',
    label: 'Hold…',
    title: `Hold ${id}`,
    tone: 'usual',
    consequence: `No request is sent until somebody releases the hold; restoring goes on.${given ? ' Approvals that were given become void, and are given anew after the release.' : ''}${cutover?.state === 'unknown' ? ' The request of this attempt may still arrive.' : ''}`,
    facts: [],
    said: saidOf(status, now),
    fields: [REASON],
    calls: ({ reason = '' }) => [post(id, 'hold', { reason })],
    done: 'Held. Nothing is sent until the hold is released.',
  };
}

function release({ status, now }: MigrationFacts): Offer | undefined {
  const { id, holds = [] } = status;
  const [first] = holds;
  if (first === undefined) return undefined;
  const options = holds.map(({ number, by, reason }) => ({
    value: String(number),
    text: `${number}, by ${by}: ${reason}`,
  }));
  return {
    key: 'release',
    label: holds.length > 1 ? 'Release a hold…' : 'Release…',
    title: `Release a hold of ${id}`,
    tone: 'usual',
    consequence: `Ends the hold, whoever placed it. To release sends nothing: ${status.policy.mode === 'auto' ? 'mode auto stays paused until somebody approves.' : 'approvals that became void are given anew.'}`,
    facts: holds.length > 1 ? [] : [['Hold', options[0]?.text ?? '']],
    said: saidOf(status, now),
    fields: holds.length > 1 ? [{ name: 'hold', label: 'Hold', options }] : [],
    calls: ({ hold: number = String(first.number) }) => [post(id, 'release', { hold: Number(number) })],
    done: 'Released.',
  };
}

function revoke({ status, now }: MigrationFacts): Offer | undefined {
  const { id, approvals } = status;
  const standing = (approvals?.given ?? []).filter(({ state }) => state === 'granted' || state === 'pending');
  if (standing.length === 0 || isUnderWay(status)) return undefined;
  const all = { value: '', text: standing.length === 1 ? 'the only one' : `all ${standing.length}` };
  return {
    key: 'revoke',
    label: 'Revoke…',
    title: `Revoke approvals of ${id}`,
    tone: 'usual',
    consequence:
      'Approvals that are revoked never count again; to go on, they are given anew. It is refused once the request may have reached the service.',
    facts: [],
    said: saidOf(status, now),
    fields: [
      {
        name: 'of',
        label: 'Approval of',
        isOptional: true,
        options: [all, ...standing.map(({ by }) => ({ value: by, text: by }))],
      },
      REASON,
    ],
    calls: ({ reason = '', of = '' }) => [post(id, 'revoke', { reason, ...(of !== '' && { of }) })],
    done: 'Revoked.',
  };
}

function nameTail({ status, board = [], now }: MigrationFacts): Offer | undefined {
  const { id, tail, policy } = status;
  if (isUnderWay(status) || policy.mode === 'offline') return undefined;
  const logs = board
    .filter(({ setType, state }) => setType === 'log' && state === 'inChain')
    .toSorted((one, other) => Number(lsnOf(other) - lsnOf(one)))
    .slice(0, MOST_FILES);
  if (logs.length === 0) return undefined;
  return {
    key: 'tail',
    label: 'Name the tail…',
    title: `Name the last log of ${id}`,
    tone: 'usual',
    consequence: `The log that you name is the last one that the target gets: whatever is written to the source after it is lost. ${tail === undefined ? 'A later name replaces it.' : 'It replaces the tail of now, and approvals given for that become void.'}${policy.mode === 'auto' ? ' In mode auto the request is sent once everything is met.' : ''}`,
    facts: tail === undefined ? [] : [['Tail now', `${tail.blob}, ends at LSN ${tail.lastLsn}`]],
    said: saidOf(status, now),
    fields: [
      {
        name: 'blob',
        label: 'Last log',
        hint: 'The newest first.',
        options: [
          { value: '', text: 'choose' },
          ...logs.map(({ name, lastLsn, arrivedAt }) => ({
            value: name,
            text: [name, `ends at ${lastLsn ?? '?'}`, arrivedAt && momentText(arrivedAt, now)]
              .filter(Boolean)
              .join(', '),
          })),
        ],
      },
    ],
    calls: ({ blob = '' }) => [post(id, 'tail', { blob })],
    done: 'Named.',
  };
}

function waive({ status, etag, now }: MigrationFacts): Offer | undefined {
  const { id, policy, readiness } = status;
  const check = readiness.checks.find(
    ({ code, state }) => code === 'backups.checksums' && (state === 'unmet' || state === 'unknown'),
  );
  if (check === undefined || etag === undefined || isUnderWay(status)) return undefined;
  return {
    key: 'waive',
    label: 'Waive…',
    title: `Waive ${check.code} of ${id}`,
    tone: 'usual',
    consequence:
      'You take the responsibility for what the check would prove. It changes the policy, so approvals that were given become void.',
    facts: [[check.code, check.reason]],
    said: saidOf(status, now),
    fields: [REASON],
    calls: ({ reason = '' }, confirm) => [
      {
        method: 'PATCH',
        path: `/api/migrations/${id}`,
        ifMatch: etag,
        body: {
          policy: { waive: [...policy.waive, { check: check.code, reason }] },
          ...(confirm !== undefined && { confirm }),
        },
      },
    ],
    done: 'Waived.',
  };
}

function exclude({ status, board = [], now }: MigrationFacts): Offer | undefined {
  const { id } = status;
  const files = board.filter(({ state }) => state !== 'excluded').toSorted(newestFirst);
  if (files.length === 0 || isUnderWay(status)) return undefined;
  return {
    key: 'exclude',
    label: 'Exclude a file…',
    title: `Exclude a file of ${id}`,
    tone: 'usual',
    consequence:
      'This version of the file is ignored until it is included again. Approvals that were given become void. If the chain uses it, its last LSN has to be typed.',
    facts: [],
    said: saidOf(status, now),
    fields: [fileField(files), REASON],
    calls: ({ blob = '', reason = '' }, confirm) => {
      const etag = files.find(({ name }) => name === blob)?.etag ?? '';
      return [post(id, 'exclude', { blob, etag, reason, ...(confirm !== undefined && { confirm }) })];
    },
    done: 'Excluded.',
  };
}

function include({ status, board = [], now }: MigrationFacts): Offer | undefined {
  const { id, policy } = status;
  const files = board.filter(({ state }) => state === 'excluded').toSorted(newestFirst);
  if (files.length === 0 || isUnderWay(status)) return undefined;
  return {
    key: 'include',
    label: 'Include a file…',
    title: `Include a file of ${id} again`,
    tone: 'usual',
    consequence: `The file counts again.${policy.mode === 'auto' ? ' It sends nothing: mode auto is paused until somebody approves.' : ' It sends nothing.'}`,
    facts: [],
    said: saidOf(status, now),
    fields: [fileField(files)],
    calls: ({ blob = '' }) => [post(id, 'include', { blob })],
    done: 'Included.',
  };
}

function cancel({ status, now }: MigrationFacts): Offer | undefined {
  const { id, engine } = status;
  const target = targetOf(status);
  if (target === undefined || isUnderWay(status)) return undefined;
  return {
    key: 'cancel',
    label: 'Cancel…',
    title: `Cancel ${id}`,
    tone: 'grave',
    consequence: `The service ${cancelEffect(engine)}. That cannot be undone: what has been restored so far is lost.`,
    facts: [['Target', target]],
    said: saidOf(status, now),
    typed: target,
    fields: [],
    calls: (_values, confirm) => [post(id, 'cancel', { confirm })],
    done: 'Cancel requested. The app carries it out once.',
  };
}

function fileField(files: readonly BoardItem[]): Field {
  return {
    name: 'blob',
    label: 'File',
    hint: 'The newest first.',
    options: [
      { value: '', text: 'choose' },
      ...files.slice(0, MOST_FILES).map(({ name, state }) => ({ value: name, text: `${name}, ${state}` })),
    ],
  };
}

/** What others have said of it. */
function saidOf({ approvals, holds = [], tail }: StatusDocument, now: number): readonly string[] {
  const given = approvals?.given ?? [];
  return [
    ...holds.map(({ by, at, reason }) => `${by} holds it since ${momentText(at, now)}: ${reason}`),
    ...given.map(({ by, at, tail: of, state, expiresAt, reason }) =>
      state === 'granted'
        ? `${by} approved ${momentText(at, now)}, until ${momentText(expiresAt, now)}${of === tail?.blob ? '' : `, for ${of}`}`
        : `The approval of ${by} of ${momentText(at, now)} is ${state}${reason === undefined ? '' : `: ${reason}`}`,
    ),
    ...(approvals?.missing === undefined
      ? []
      : [`${approvals.standing} of ${approvals.required} approvals count: ${approvals.missing}`]),
  ];
}

function targetOf({ target }: StatusDocument): string | undefined {
  return target && `${target.instance}/${target.database}`;
}

function post(id: string, verb: string, body: unknown): Call {
  return { method: 'POST', path: `/api/migrations/${id}/${verb}`, body };
}

function lsnOf({ lastLsn }: BoardItem): bigint {
  return BigInt(lastLsn ?? '0');
}

function newestFirst(one: BoardItem, other: BoardItem): number {
  return (other.arrivedAt ?? '').localeCompare(one.arrivedAt ?? '');
}
