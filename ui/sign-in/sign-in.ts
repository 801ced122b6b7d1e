/** Who the page acts for: asks the app how to sign in, signs in and out, and gives requests their tokens. */
import type { SignInOffer } from '../../shared/core/access/sign-in-offer';
import { tokenOf } from '../actions/me';
import { type Trouble, pauseAfter } from '../api/answer';
import type { Client, Token } from '../api/client';
import type { Store } from '../store';
import type { Entra } from './entra';
import { isEntered } from './state';

const PAUSE = 2_000;

/** The sign-in of this tab. */
export class SignIn {
  private entra: Entra | undefined;
  private stopWaiting: (() => void) | undefined;

  constructor(
    private readonly store: Store,
    private readonly client: () => Client,
  ) {}

  /** Asks until the app has answered; settles when the API may be asked, or when somebody has to sign in. */
  async begin(): Promise<void> {
    for (let failures = 1; ; failures++) {
      const trouble = await this.tryBegin();
      if (trouble === undefined) return;
      await this.wait(trouble, pauseAfter(PAUSE, failures));
    }
  }

  /** Asks at once, if it waits to ask again. */
  readonly askNow = (): void => this.stopWaiting?.();

  private async wait(trouble: Trouble, pause: number): Promise<void> {
    const nextAt = Date.now() - this.store.state.ahead + pause;
    this.store.set({ signIn: { kind: 'reading', trouble }, nextAt });
    await new Promise<void>((resolve) => {
      this.stopWaiting = resolve;
      setTimeout(resolve, pause);
    });
  }

  /** The token of a request. */
  readonly token = async (): Promise<Token> => {
    const { signIn } = this.store.state;
    if (this.entra === undefined) {
      const token = tokenOf(this.store.state);
      return token === undefined ? { kind: 'none' } : { kind: 'bearer', token };
    }
    // It will not be given another time, either: the sign-in service is not asked by every request.
    if (signIn.kind === 'lost') return { kind: 'refused', status: 401, detail: signIn.detail };
    const token = await this.entra.token();
    if (token.kind === 'refused') this.store.set({ signIn: { kind: 'lost', detail: token.detail } });
    return token;
  };

  /** Goes to the sign-in service. */
  readonly enter = (): void => void this.go((entra) => entra.enter());

  /** Forgets the tokens, and goes to the sign-in service to sign out. */
  readonly leave = (): void => void this.go((entra) => entra.leave());

  private async tryBegin(): Promise<Trouble | undefined> {
    const offer = await this.client().get<SignInOffer>('/api/sign-in');
    if (offer.kind !== 'read') return offer;
    if (offer.body.kind !== 'entra') {
      this.store.set({ signIn: offer.body });
      return undefined;
    }
    try {
      const { Entra } = await import('./entra');
      this.entra = await Entra.open(offer.body);
    } catch {
      return { kind: 'away', detail: 'a part of the page could not be loaded' };
    }
    const { isSignedIn, refusal } = this.entra;
    this.store.set({
      signIn: isSignedIn ? { kind: 'in' } : { kind: 'out', ...(refusal !== undefined && { refusal }) },
    });
    return undefined;
  }

  private async go(where: (entra: Entra) => Promise<void>): Promise<void> {
    if (this.entra === undefined) return;
    const before = this.store.state.signIn;
    if (!isEntered(before)) this.store.set({ signIn: { kind: 'leaving' } });
    try {
      await where(this.entra);
    } catch {
      const refusal = 'Cannot sign in: the sign-in service cannot be reached';
      this.store.set(
        isEntered(before)
          ? { notice: { kind: 'refused', text: `${refusal}.`, lines: [] } }
          : { signIn: { kind: 'out', refusal } },
      );
    }
  }
}
