/** One migration as a page: what is going on and what to do first, then what is known, then what is missing. */
import { hasEnded } from '../../shared/core/migration/phase';
import type { StatusView } from '../documents';
import type { Propose } from '../propose';
import { chainLines } from './chain-lines';
import { checkLines } from './check-lines';
import { clockLines } from './clock-line';
import { conditionLines, cutoverLines, tailLines, windowLines } from './cutover-lines';
import { engineLines, noticeLines } from './engine-lines';
import { type Line, fit } from './fit';
import { headLines } from './head-lines';
import { LABEL_WIDTH } from './labelled';
import type { Paint } from './paint';
import { preflightLines } from './preflight-line';
import { routeLines } from './route-lines';
import { stallLines } from './stall-lines';

/** Where the page is shown. */
export interface Place {
  /** Width of the terminal; lines are not broken without it. */
  readonly columns?: number;
  /** This machine's time, to tell an old page from a new one. */
  readonly now?: Date;
  /** How it proposes commands. */
  readonly propose?: Propose;
}

/** Writes the page, a line each. */
export function statusPage(
  status: StatusView,
  paint: Paint,
  { columns, now, propose }: Place = {},
): readonly string[] {
  // The checks ask whether a request may be sent: they mean nothing afterwards.
  const ended = hasEnded(status);
  const facts = [
    ...(ended ? [] : noticeLines(status, paint)),
    ...routeLines(status),
    ...(ended ? [] : preflightLines(status)),
    ...conditionLines(status, paint),
    ...tailLines(status),
    ...windowLines(status),
    ...chainLines(status, paint),
    ...engineLines(status, paint),
    ...clockLines(status, paint),
    ...stallLines(status, paint),
    ...cutoverLines(status),
  ].map((text): Line => ({ text, indent: LABEL_WIDTH + 1 }));
  const checks: readonly Line[] = ended ? [] : [{ text: '' }, ...checkLines(status, paint)];
  return fit([...headLines(status, paint, { now, propose }), { text: '' }, ...facts, ...checks], columns);
}
