/** The next step in words, and the command that does it: on a line of its own, so that it can be copied whole. */
import type { StatusView } from '../documents';
import { proposeAnywhere, type Propose } from '../propose';

/** The API's word for an operator. */
const OPERATOR = 'operator';

const WHO: Readonly<Record<string, string>> = {
  service: 'the service',
  app: 'the app',
};

/** Stand where a command needs a name that is not known yet; no shell takes them for more. */
const BLOB = 'BLOB';
const DATABASE = 'DATABASE';
const SERVER = 'SERVER';

/** A step; without a command where there is none, or one of a newer API. */
export interface NextStep {
  /** What the line begins with: an operator's step is an order. */
  readonly label: 'Action required:' | 'Next';
  readonly text: string;
  readonly command?: string;
}

/** What an action's command is made from. */
type ActedStatus = Pick<StatusView, 'id' | 'policy' | 'tail' | 'holds' | 'group'>;

/** Writes it; undefined when the API did not tell. @example nextStep(status) // { label: 'Action required:', text: 'name it', command: 'npm run cutover -- tail sales BLOB' } */
export function nextStep(
  { id, next, policy, tail, holds, group }: ActedStatus & Pick<StatusView, 'next'>,
  propose: Propose = proposeAnywhere,
): NextStep | undefined {
  if (!next) return undefined;
  const args = next.action ? argsOf(next.action, { id, policy, tail, holds, group }) : undefined;
  return {
    ...(next.who === OPERATOR
      ? { label: 'Action required:', text: next.what }
      : { label: 'Next', text: `${WHO[next.who] ?? next.who} ${next.what}` }),
    // A name that cannot be shown as it is cannot be typed, either.
    ...(args?.every(isTypable) && { command: propose(args) }),
  };
}

/** An action of a newer API has no command here. */
function argsOf(
  action: string,
  { id, policy, tail, holds, group }: ActedStatus,
): readonly string[] | undefined {
  switch (action) {
    case 'tail':
      return ['tail', id, BLOB];
    case 'acceptSource':
      return ['accept-source', id, DATABASE, '--server', SERVER];
    case 'cutover':
      // A pause of mode auto is not listed there.
      if (group && policy?.mode !== 'auto') return ['group', 'approve', group.id];
      return [policy?.mode === 'approve' ? 'approve' : 'cutover', id, '--tail', tail?.blob ?? BLOB];
    case 'settle':
      return ['settle', id, '--outcome', 'OUTCOME', '--confirm', 'INSTANCE/DATABASE', '--reason', 'WHY'];
    case 'release': {
      // Of several one is named, and the next step names the next.
      const [first, ...others] = holds ?? [];
      return others.length > 0 && first?.number ? [action, id, '--hold', String(first.number)] : [action, id];
    }
    case 'probe':
      return ['probe', id, '--side', 'source'];
    case 'thaw':
      return ['admin', action];
    case 'retry':
    case 'board':
    case 'preflight':
    case 'evidence':
      return [action, id];
    default:
      return undefined;
  }
}

function isTypable(arg: string): boolean {
  return !/\p{Cc}/u.test(arg);
}
