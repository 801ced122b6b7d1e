/** What is told of the answers to the requests of an action. */
import type { Call, Reply } from '../api/answer';

/** A sentence, and a line for each part. */
export interface Report {
  readonly kind: 'done' | 'refused' | 'unclear';
  readonly text: string;
  readonly lines: readonly string[];
}

/** What the bodies of answers have, each some of it. */
interface Body {
  readonly detail?: string;
  readonly headline?: string;
  readonly given?: number;
  readonly required?: number;
  readonly wouldSend?: boolean;
  readonly stops?: readonly { readonly what: string; readonly code?: string; readonly reason: string }[];
  readonly members?: readonly MemberOutcome[];
}

interface MemberOutcome {
  readonly id: string;
  readonly outcome?: string;
  readonly reason?: string;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  approved: 'approved',
  stands: 'approved by you before',
  possible: 'can be approved',
};

/**
 * The report of an action.
 *
 * @param calls the requests
 * @param replies in the order of the requests; the last one may be a refusal, after which none was sent
 * @param done what is told where all went well
 */
export function reportOf(calls: readonly Call[], replies: readonly Reply[], done: string): Report {
  const bodies = replies.flatMap((reply) => (reply.kind === 'done' ? [(reply.body ?? {}) as Body] : []));
  const outcomes = bodies.flatMap(({ members = [] }) =>
    members.filter(({ outcome }) => outcome !== undefined),
  );
  const lines = outcomes.map(
    ({ id, outcome = '', reason }) =>
      `${id}: ${OUTCOMES[outcome] ?? outcome}${reason === undefined ? '' : `: ${reason}`}`,
  );
  const failed = replies.find((reply) => reply.kind !== 'done');
  if (failed !== undefined) {
    const open = calls.slice(replies.indexOf(failed)).flatMap(({ concerns = [] }) => concerns);
    const { problems = [] } = failed.kind === 'refused' ? failed : {};
    return {
      ...failureOf(failed),
      lines: [...problems, ...lines, ...open.map((id) => `${id}: not known, or not asked for`)],
    };
  }
  if (outcomes.some(({ outcome }) => outcome === 'unclear'))
    return { kind: 'unclear', text: `Not known of every member. ${REPEAT}`, lines };
  if (outcomes.some(({ outcome }) => outcome === 'refused'))
    return { kind: 'refused', text: 'Not of every member.', lines };
  return { kind: 'done', text: doneText(done, bodies.at(-1) ?? {}), lines };
}

/** How many approvals others have to give. @example stillMissing(1) // 'still missing: one other operator.' */
export function stillMissing(count: number): string {
  return `still missing: ${count === 1 ? 'one other operator' : `${count} other operators`}.`;
}

/** The report of requests that each stand for themselves. */
export function eachReport(calls: readonly Call[], replies: readonly Reply[], done: string): Report {
  const told = calls.map(({ concerns = [] }, index) => {
    const reply = replies[index];
    const what =
      reply === undefined ? 'not asked for' : reply.kind === 'done' ? 'done' : failureOf(reply).text;
    return `${concerns.join(', ')}: ${what}`;
  });
  const failures = replies.flatMap((reply) => (reply.kind === 'done' ? [] : [failureOf(reply).kind]));
  if (failures.includes('unclear') || replies.length < calls.length)
    return { kind: 'unclear', text: `Not known of every migration. ${REPEAT}`, lines: told };
  return failures.length > 0
    ? { kind: 'refused', text: 'Not of every migration.', lines: told }
    : { kind: 'done', text: done, lines: told };
}

/** The report of a trial. */
export function trialOf(calls: readonly Call[], replies: readonly Reply[]): Report {
  const { kind, text, lines } = reportOf(calls, replies, 'It would be done. Nothing was sent.');
  const [first] = replies;
  const { wouldSend, stops = [] } = (first?.kind === 'done' ? (first.body ?? {}) : {}) as Body;
  const told = stops.map(({ what, code, reason }) => `${code ?? what}: ${reason}`);
  if (wouldSend === false && stops.every(({ what }) => what === 'approvals'))
    return {
      kind: 'done',
      text: 'Nothing but the approval is missing; with the last one the request would leave. Nothing was sent.',
      lines: told,
    };
  if (wouldSend === false)
    return {
      kind: 'refused',
      text: 'The request would not leave now. Nothing was sent. What would stop it:',
      lines: told,
    };
  if (wouldSend === true)
    return { kind: 'done', text: 'The request would leave now. Nothing was sent.', lines: [] };
  return { kind, text: kind === 'unclear' ? `It could not be tried. ${text}` : text, lines };
}

const REPEAT = 'Look at the status; to repeat it does no harm.';

/** No answer, and one that says so: it may have been stored. */
function failureOf(reply: Exclude<Reply, { kind: 'done' }>): Pick<Report, 'kind' | 'text'> {
  const isUnclear = reply.kind === 'away' || reply.status === 504 || reply.status === 500;
  if (!isUnclear) return { kind: 'refused', text: reply.detail };
  return { kind: 'unclear', text: `Unclear whether it was stored: ${sentence(reply.detail)} ${REPEAT}` };
}

/** An approval that is not the last one leads to nothing yet. */
function doneText(done: string, { detail, given, required }: Body): string {
  if (given !== undefined && required !== undefined && required > 1) {
    const count = `${given} of ${required} approvals count`;
    return given < required
      ? `Your approval is stored. ${count}; ${stillMissing(required - given)}`
      : `${done} ${count}.`;
  }
  return detail === undefined ? done : `${done} ${sentence(detail)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
