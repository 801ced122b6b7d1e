/** The head of a migration's page: what is going on, who must do what next, and how old that is. */
import type { StatusView } from '../documents';
import type { Propose } from '../propose';
import type { Line } from './fit';
import { labelled, LABEL_WIDTH } from './labelled';
import { nextStep } from './next-text';
import { type Paint, printable } from './paint';
import { clockText, spanText, timeText } from './times';

/** A look that is this late has not been made: the app is down, behind, or its watch is gone. */
const OVERDUE_SECONDS = 120;

/** Writes the head. @param place.now this machine's time; without it nothing is called overdue */
export function headLines(
  status: StatusView,
  paint: Paint,
  { now, propose }: { readonly now?: Date; readonly propose?: Propose },
): readonly Line[] {
  const { id, engine, phase, headline, asOf, nextCheckAt, policy } = status;
  const look = nextCheckAt ? `, next assessment ${clockText(nextCheckAt)}` : '';
  const mode = policy?.mode ? `, mode ${policy.mode}` : '';
  const next = nextStep(status, propose);
  return [
    { text: `${paint.bold(printable(id))}  ${printable(`${phase}  (engine ${engine}${mode})`)}` },
    { text: headlinePaint(status, paint)(printable(headline)), indent: 2 },
    ...(next === undefined
      ? []
      : [
          {
            text:
              next.label === 'Next'
                ? labelled(next.label, next.text)
                : paint.bold(printable(`${next.label} ${next.text}`)),
            indent: LABEL_WIDTH + 1,
          },
          ...(next.command === undefined ? [] : [{ text: labelled('', next.command), whole: true as const }]),
        ]),
    { text: paint.dim(`as of ${printable(timeText(asOf))}${printable(look)}`) },
    ...overdueLines(nextCheckAt ?? undefined, paint, now),
  ];
}

function overdueLines(due: string | undefined, paint: Paint, now: Date | undefined): readonly Line[] {
  if (due === undefined || now === undefined) return [];
  const late = (now.getTime() - Date.parse(due)) / 1000;
  if (!(late > OVERDUE_SECONDS)) return [];
  const text = `OVERDUE: that assessment is ${spanText(late)} late by this machine's clock; the app is down or slow, and this page may be out of date`;
  return [{ text: paint.red(text), indent: 2 }];
}

/** Green is for what is proven: a cutover without the whole proof is a warning. */
function headlinePaint(
  { phase, blocked, held, cutover }: StatusView,
  paint: Paint,
): (text: string) => string {
  if (phase === 'failed' || phase === 'canceled' || blocked) return paint.red;
  if (held) return paint.yellow;
  if (phase === 'completed') return cutover?.state === 'confirmed' ? paint.green : paint.yellow;
  return phase === 'ready' ? paint.green : paint.bold;
}
