/** What operators and attempts have to do with it: hold, block, tail, approvals and the cutover itself. */
import { THE_SERVICE } from '../../shared/core/migration/offline';
import type { StatusView } from '../documents';
import { labelled } from './labelled';
import type { Paint } from './paint';
import { clockText, momentText, timeText } from './times';

/** A hold and a block; what the headline says already is not said again. */
export function conditionLines(
  { held, holds, blocked, headline }: StatusView,
  paint: Paint,
): readonly string[] {
  const rest = (reason: string | null | undefined) =>
    reason && !headline.includes(reason) ? `: ${reason}` : '';
  return [
    ...(holds ?? (held ? [held] : [])).map((hold) =>
      paint.yellow(
        labelled(
          'Held',
          `by ${hold.by ?? '?'} since ${timeText(hold.at ?? '?')}${rest(hold.reason)}`,
          hold.number ? `hold ${hold.number}` : undefined,
        ),
      ),
    ),
    ...(blocked
      ? [
          paint.red(
            labelled(
              'Blocked',
              `an operator is needed since ${timeText(blocked.since ?? '?')}${rest(blocked.reason)}`,
            ),
          ),
        ]
      : []),
  ];
}

/** When the request may be sent; nothing where the policy has no window. */
export function windowLines({ window, asOf, headline }: StatusView): readonly string[] {
  if (!window) return [];
  const [first, ...later] = window.openings;
  if (window.state === 'open' && first)
    return [
      labelled(
        'Window',
        `open until ${momentText(first.closesAt, asOf)} UTC`,
        `latest start ${momentText(first.latestStart, asOf)} UTC`,
      ),
    ];
  const nights = [first, ...later].flatMap((one) => (one ? [`${momentText(one.opensAt, asOf)} UTC`] : []));
  return [
    labelled(
      'Window',
      'CLOSED',
      nights.length === 0 ? 'it does not open again' : `opens ${nights.join(', ')}`,
    ),
    ...(window.reason && !headline.includes(window.reason) ? [labelled('', window.reason)] : []),
  ];
}

/** The tail, and the approvals for it. */
export function tailLines(status: StatusView): readonly string[] {
  const { tail } = status;
  return [
    tail
      ? labelled('Tail', tail.blob, tail.proof, tail.lastLsn && `LSN ${tail.lastLsn}`)
      : labelled('Tail', 'not known'),
    ...approvalLines(status),
  ];
}

function approvalLines({ approvals, asOf, headline, next }: StatusView): readonly string[] {
  if (!approvals) return [];
  const { required, standing, missing, given } = approvals;
  const count = required > 1 ? [labelled('Approvals', `${standing} of ${required}`)] : [];
  const isSaid = (text: string) => headline.includes(text) || next?.what.includes(text);
  return [
    ...count,
    ...given.flatMap((one) => [
      labelled(
        'Approval',
        `by ${one.by} for ${one.tail}`,
        `given ${momentText(one.at, asOf)}`,
        approvalState(one, asOf),
      ),
      ...(one.reason && !isSaid(one.reason) ? [labelled('', one.reason)] : []),
    ]),
    ...(missing && required > 1 && !isSaid(missing) ? [labelled('', missing)] : []),
  ];
}

type GivenApproval = NonNullable<StatusView['approvals']>['given'][number];

function approvalState({ state, expiresAt }: GivenApproval, asOf: string): string {
  const end = `${momentText(expiresAt, asOf)} UTC`;
  switch (state) {
    case 'granted':
      return `valid until ${end}`;
    case 'expired':
      return `EXPIRED at ${end}`;
    default:
      return state.toUpperCase();
  }
}

/** The latest attempt. Nothing that the service began by itself is called sent. */
export function cutoverLines({ cutover, headline }: StatusView): readonly string[] {
  if (!cutover) return [];
  const { attempt, state, requestedBy, requestedAt, sentAt, settledAt, reason } = cutover;
  const settled = settledAt && `settled ${clockText(settledAt)}`;
  const line =
    requestedBy === THE_SERVICE
      ? labelled(
          'Cutover',
          'by the service itself, nothing was sent',
          state === 'begunByService' ? undefined : state,
          requestedAt && `first seen ${timeText(requestedAt)}`,
          settled,
        )
      : labelled(
          'Cutover',
          `attempt ${attempt}: ${state}`,
          requestedAt && `requested ${timeText(requestedAt)}${requestedBy ? ` by ${requestedBy}` : ''}`,
          sentAt && `sent ${clockText(sentAt)}`,
          settled,
        );
  return [line, ...(reason && !headline.includes(reason) ? [labelled('', reason)] : [])];
}
