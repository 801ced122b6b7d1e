/** The one sentence about the connection, when something is wrong with it. */
import type { Reading } from '../api/answer';
import { spanText } from '../text/time';

/** What is told, and how urgent it is. */
export interface Banner {
  readonly tone: 'bad' | 'warn';
  readonly text: string;
  /** True where another sign-in may help: tokens keep the roles that they were given. */
  readonly offersSignIn?: true;
}

/** Milliseconds by which the browser's clock may be wrong before it is told. */
const WRONG_CLOCK = 60_000;

/** What the banner needs beside the reading. */
interface Moment {
  readonly now: number;
  readonly ahead: number;
  readonly nextAt?: number;
}

/** Finds it; undefined while all is well. */
export function bannerOf(reading: Reading<unknown>, moment: Moment): Banner | undefined {
  return troubleBanner(reading, moment) ?? clockBanner(moment);
}

function troubleBanner({ trouble, readAt }: Reading<unknown>, { now, nextAt }: Moment): Banner | undefined {
  if (trouble === undefined) return undefined;
  const age = readAt === undefined ? undefined : spanText((now - readAt) / 1000);
  const shown = age === undefined ? '' : ` What is shown is ${age} old.`;
  const left = nextAt === undefined ? 0 : Math.max(0, Math.round((nextAt - now) / 1000));
  const next = left === 0 ? ' Asking again now.' : ` Asking again in ${spanText(left)}.`;
  if (trouble.kind === 'away')
    return { tone: 'bad', text: `No answer from the app: ${trouble.detail}.${shown}${next}` };
  const { status, detail } = trouble;
  const sentence = /[.!?]$/.test(detail) ? detail : `${detail}.`;
  return {
    tone: status >= 500 ? 'bad' : 'warn',
    text: `${sentence}${shown}${status >= 500 ? next : ''}`,
    ...((status === 401 || status === 403) && { offersSignIn: true }),
  };
}

function clockBanner({ ahead }: Moment): Banner | undefined {
  if (Math.abs(ahead) < WRONG_CLOCK) return undefined;
  const text = `The clock of this computer is ${spanText(Math.abs(ahead) / 1000)} ${ahead > 0 ? 'ahead of' : 'behind'} the app's. Ages and countdowns here go by the clock of the app.`;
  return { tone: 'warn', text };
}
