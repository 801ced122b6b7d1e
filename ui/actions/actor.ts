/** Opens the dialog of an action, tries it and sends it: once, whatever is clicked meanwhile. */
import { CHECK_DIGITS } from '../../shared/core/group/approved-list';
import type { Call, Reply } from '../api/answer';
import type { Client } from '../api/client';
import type { Store } from '../store';
import { type Acting, actingOn, lackingOf } from './acting';
import type { Me } from './me';
import { changesSince, offeredIn } from './offers';
import type { Offer } from './offer';
import { eachReport, reportOf, trialOf } from './report';

/** What an operator does in the dialog. */
export interface DialogActs {
  /** Opens the dialog of an offer of the open view. */
  readonly open: (key: string) => void;
  readonly fill: (name: string, value: string) => void;
  readonly type: (text: string) => void;
  readonly attempt: () => void;
  readonly send: () => void;
  /** Opens it again with what is there now; what was filled in stays. */
  readonly beginAnew: () => void;
  readonly leave: () => void;
  /** On one machine: the name of another operator; empty for oneself. */
  readonly actAs: (name: string) => void;
}

/** How often a change of the policy is sent anew because the row changed and nothing that is shown of it. */
const MOST_TRIES = 3;

/** Requests with what came of them. */
interface Delivered {
  readonly calls: readonly Call[];
  readonly replies: readonly Reply[];
}

/** Does it. */
export class Actor implements DialogActs {
  constructor(
    private readonly store: Store,
    private readonly client: Client,
    private readonly askNow: () => Promise<void>,
  ) {}

  /** Asks who the operator is. */
  async meet(): Promise<void> {
    const answer = await this.client.get<Me>('/api/me');
    if (answer.kind === 'read') this.store.set({ me: answer.body });
  }

  readonly open = (key: string): void => void this.begin(key, {});

  readonly fill = (name: string, value: string): void =>
    this.change(({ values }) => ({ values: { ...values, [name]: value } }));

  readonly type = (typed: string): void => this.change(() => ({ typed }));

  readonly beginAnew = (): void => {
    const { acting } = this.store.state;
    if (acting?.step === 'asking') void this.begin(acting.offer.key, acting.values);
  };

  readonly leave = (): void => {
    this.store.set({ acting: undefined });
  };

  readonly actAs = (actAs: string): void => this.store.set({ actAs: actAs.trim() });

  readonly attempt = (): void => void this.attemptNow();

  readonly send = (): void => void this.sendNow();

  private async begin(key: string, values: Acting['values']): Promise<void> {
    this.store.set({ notice: undefined });
    const offered = offeredIn(this.store.state);
    const found = offered?.offers.find((one) => one.key === key);
    if (offered === undefined || found === undefined) {
      this.refuse('That is not possible any more.');
      return;
    }
    const offer = await this.complete(found);
    if (offer === undefined) {
      this.refuse('What it is about cannot be read now; nothing was sent.');
      return;
    }
    const typed =
      offer.typed !== undefined && offer.checked !== undefined
        ? await wordsOf(offer.typed, offer.checked)
        : offer.typed;
    this.store.set({
      acting: actingOn({ ...offer, ...(typed !== undefined && { typed }) }, offered.seen, values),
    });
    if (offer.isTriedAtOnce === true) await this.attemptNow();
  }

  private refuse(text: string): void {
    this.store.set({ acting: undefined, notice: { kind: 'refused', text, lines: [] } });
  }

  /** Reads what an offer is made of besides; undefined where that is not to be had. */
  private async complete(offer: Offer): Promise<Offer | undefined> {
    if (offer.completed === undefined) return offer;
    const documents: unknown[] = [];
    for (const path of offer.completed.paths) {
      const answer = await this.client.get(path);
      if (answer.kind !== 'read') return undefined;
      documents.push(answer.body);
    }
    return offer.completed.by(documents);
  }

  private async attemptNow(): Promise<void> {
    const { acting } = this.store.state;
    if (acting?.step !== 'asking' || acting.offer.trial === undefined) return;
    const lacking = lackingOf(acting).filter((name) => name !== 'confirm');
    this.change(() => ({ lacking, trial: undefined }));
    if (lacking.length > 0) return;
    this.change(() => ({ step: 'trying' }));
    const calls = acting.offer.trial.calls(acting.values);
    const trial = trialOf(calls, await this.sendAll(calls));
    if (this.isOpen(acting)) this.change(() => ({ step: 'asking', trial }));
  }

  private async sendNow(): Promise<void> {
    const { acting } = this.store.state;
    if (acting?.step !== 'asking') return;
    const lacking = lackingOf(acting);
    this.change(() => ({ lacking, report: undefined }));
    if (lacking.length > 0) return;
    this.change(() => ({ step: 'sending' }));
    const { calls, replies } = await this.deliver(acting);
    const { isEach, done } = acting.offer;
    const report = isEach ? eachReport(calls, replies, done) : reportOf(calls, replies, done);
    const asks = askedOf(replies, acting);
    if (!this.isOpen(acting))
      this.store.set({ notice: { ...report, text: `${acting.offer.title}: ${report.text}` } });
    else
      this.change(() => ({
        ...(report.kind === 'done' ? { step: 'done', trial: undefined } : { step: 'asking' }),
        report,
        ...(asks !== undefined && { asks }),
      }));
    await this.askNow();
  }

  /** Sends it; a change of a row that is shown as before is sent anew. */
  private async deliver(acting: Acting): Promise<Delivered> {
    const isAsked = acting.offer.typed !== undefined || acting.asks !== undefined;
    const typed = isAsked ? acting.typed.trim() : undefined;
    let { offer } = acting;
    for (let tries = 1; ; tries++) {
      const calls = offer.calls(acting.values, typed);
      const replies = await this.sendAll(calls, offer.isEach);
      const isStale = replies.some((reply) => reply.kind === 'refused' && reply.status === 412);
      if (!isStale || tries === MOST_TRIES) return { calls, replies };
      await this.askNow();
      const again = offeredIn(this.store.state)?.offers.find(({ key }) => key === offer.key);
      if (again === undefined || changesSince(acting.seen, this.store.state).length > 0)
        return { calls, replies };
      offer = again;
    }
  }

  /** One after the other; after no answer, none. */
  private async sendAll(calls: readonly Call[], isEach = false): Promise<readonly Reply[]> {
    const replies: Reply[] = [];
    for (const call of calls) {
      const reply = await this.client.send(call);
      replies.push(reply);
      if (reply.kind === 'away' || (reply.kind === 'refused' && !isEach)) break;
    }
    return replies;
  }

  /** False once the dialog was left, or another one opened. */
  private isOpen({ offer, seen }: Acting): boolean {
    const { acting } = this.store.state;
    return acting?.offer === offer && acting.seen === seen;
  }

  private change(changeOf: (acting: Acting) => Partial<Acting>): void {
    const { acting } = this.store.state;
    if (acting !== undefined) this.store.set({ acting: { ...acting, ...changeOf(acting) } });
  }
}

/** What the app wants typed, where it says so only now. */
function askedOf(replies: readonly Reply[], { offer }: Acting): string | undefined {
  const last = replies.at(-1);
  const isAsked = last?.kind === 'refused' && last.fields.includes('confirm') && offer.typed === undefined;
  return isAsked ? last.detail : undefined;
}

/** The name of a set with a check of what is in it: another set has another check, as on the command line. */
async function wordsOf(name: string, checked: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(checked));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${name}/${hex.slice(0, CHECK_DIGITS)}`;
}
