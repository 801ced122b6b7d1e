/** What is asked of the API while a view is open. */
import type { JournalEntry } from '../shared/core/migration/journal';
import type { MigrationSummary, StatusDocument } from '../shared/core/migration/status-document';
import type { BoardItem } from '../shared/core/views/file-board';
import { type Answer, type Reading, afterAnswer } from './api/answer';
import type { Client } from './api/client';
import { Poll } from './api/poll';
import type { Route } from './route';
import { type OpenMigration, unreadMigration } from './state';
import type { Store } from './store';

const LIST_PAUSE = 10_000;
const STATUS_PAUSE = 5_000;
/** The board has the service asked each time. */
const BOARD_PAUSE = 30_000;
const JOURNAL_PAUSE = 10_000;

/** Pages of a list that are read at most. */
const MOST_PAGES = 20;

/** Milliseconds by which two clocks differ while a request is on its way, and by whole seconds of a header. */
const SAME_CLOCK = 2_500;

/** A document of a migration, and where in the state it is. */
interface Part<T> {
  readonly id: string;
  readonly pause: number;
  readonly read: () => Promise<Answer<T>>;
  readonly before: (migration: OpenMigration) => Reading<T>;
  readonly after: (reading: Reading<T>) => Partial<OpenMigration>;
  readonly onPause?: (milliseconds: number) => void;
}

/** Keeps the documents of the open view fresh. */
export class Session {
  private polls: readonly Poll[] = [];
  private openFor = '';

  constructor(
    private readonly store: Store,
    private readonly client: Client,
  ) {}

  /** Shows a view; the polls of another one end. A change of its filter asks nothing. */
  open(route: Route): void {
    const view = route.view === 'wall' ? 'list' : route.view;
    const openFor = route.view === 'migration' ? route.id : view;
    this.store.set({ route });
    if (openFor === this.openFor) return;
    this.openFor = openFor;
    for (const poll of this.polls) poll.stop();
    this.polls = [];
    if (route.view === 'migration') this.openMigration(route.id);
    else {
      this.store.set({ migration: undefined });
      if (view === 'list') this.polls = [this.pollList()];
    }
  }

  /** Asks for everything at once; settles when all of it was answered. */
  async now(): Promise<void> {
    await Promise.all(this.polls.map((poll) => poll.now()));
  }

  private openMigration(id: string): void {
    this.store.set({ migration: unreadMigration(id) });
    const path = `/api/migrations/${id}`;
    this.polls = [
      this.pollPart({
        id,
        pause: STATUS_PAUSE,
        read: () => this.client.get<StatusDocument>(path),
        before: ({ status }) => status,
        after: (status) => ({ status }),
        onPause: (pause) => this.store.set({ nextAt: this.appNow() + pause }),
      }),
      this.pollPart({
        id,
        pause: BOARD_PAUSE,
        read: () => this.client.getAll<BoardItem>(`${path}/backups?top=1000`, MOST_PAGES),
        before: ({ board }) => board,
        after: (board) => ({ board }),
      }),
      this.pollPart({
        id,
        pause: JOURNAL_PAUSE,
        read: () => this.client.getAll<JournalEntry>(`${path}/journal?order=newest&top=200`, 1),
        before: ({ journal }) => journal,
        after: (journal) => ({ journal }),
      }),
    ];
  }

  private pollList(): Poll {
    return new Poll({
      pause: LIST_PAUSE,
      onPause: (pause) => this.store.set({ nextAt: this.appNow() + pause }),
      ask: async () => {
        const rows = await this.client.getAll<MigrationSummary>('/api/migrations?top=500', MOST_PAGES);
        const list = this.note(this.store.state.list, rows);
        this.store.set({ list });
        return list.failures;
      },
    });
  }

  private pollPart<T>({ id, pause, read, before, after, onPause }: Part<T>): Poll {
    return new Poll({
      pause,
      onPause: onPause ?? (() => undefined),
      ask: async () => {
        const answer = await read();
        const { migration } = this.store.state;
        // Another one was opened meanwhile.
        if (migration?.id !== id) return 0;
        const reading = this.note(before(migration), answer);
        this.store.set({ migration: { ...migration, ...after(reading) } });
        return reading.failures;
      },
    });
  }

  private note<T>(before: Reading<T>, answer: Answer<T>): Reading<T> {
    const { ahead } = this.store.state;
    if (answer.kind === 'read' && answer.at !== undefined) {
      const measured = Date.now() - answer.at;
      if (Math.abs(measured - ahead) > SAME_CLOCK) this.store.set({ ahead: measured });
    }
    return afterAnswer(before, answer, this.appNow());
  }

  private appNow(): number {
    return Date.now() - this.store.state.ahead;
  }
}
