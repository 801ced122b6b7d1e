/** What is asked of the API while a view is open. */
import type { GroupSummary, GroupView } from '../shared/core/group/group-view';
import type { JournalEntry } from '../shared/core/migration/journal';
import type { MigrationSummary, StatusDocument } from '../shared/core/migration/status-document';
import type { BoardItem } from '../shared/core/views/file-board';
import { type Answer, type Reading, afterAnswer } from './api/answer';
import type { Client } from './api/client';
import { Poll } from './api/poll';
import { knownMembers } from './groups/known-members';
import type { Route } from './route';
import { type OpenGroup, type OpenMigration, unreadGroup, unreadMigration } from './state';
import type { Store } from './store';

const LIST_PAUSE = 10_000;
const STATUS_PAUSE = 5_000;
/** The board has the service asked each time. */
const BOARD_PAUSE = 30_000;
const JOURNAL_PAUSE = 10_000;
/** Every member is read for each board. */
const GROUP_PAUSE = 10_000;
/** It is read from the journal of the whole ledger. */
const GROUP_JOURNAL_PAUSE = 30_000;

/** Pages of a list that are read at most. */
const MOST_PAGES = 20;

/** Milliseconds by which two clocks differ while a request is on its way, and by whole seconds of a header. */
const SAME_CLOCK = 2_500;

/** A document, and where in the state it is. */
interface Part<T> {
  readonly pause: number;
  readonly read: () => Promise<Answer<T>>;
  /** As it is in the state; undefined where something else was opened meanwhile. */
  readonly before: () => Reading<T> | undefined;
  readonly after: (reading: Reading<T>) => void;
  /** True for the document that the age and the next request are told of. */
  readonly isMain?: true;
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
    const openFor = route.view === 'migration' || route.view === 'group' ? `${view} ${route.id}` : view;
    this.store.set({ route });
    if (openFor === this.openFor) return;
    this.openFor = openFor;
    for (const poll of this.polls) poll.stop();
    this.store.set({
      migration: route.view === 'migration' ? unreadMigration(route.id) : undefined,
      group: route.view === 'group' ? unreadGroup(route.id) : undefined,
      pickedMember: undefined,
    });
    this.polls = this.pollsOf(route);
  }

  /** Asks for everything at once; settles when all of it was answered. */
  async now(): Promise<void> {
    await Promise.all(this.polls.map((poll) => poll.now()));
  }

  private pollsOf(route: Route): readonly Poll[] {
    switch (route.view) {
      case 'migration':
        return this.pollMigration(route.id);
      case 'group':
        return this.pollGroup(route.id);
      case 'groups':
        return [this.pollGroups()];
      case 'list':
      case 'wall':
        return [this.pollList()];
      case 'unknown':
        return [];
    }
  }

  private pollMigration(id: string): readonly Poll[] {
    const path = `/api/migrations/${id}`;
    const open = (): OpenMigration | undefined => {
      const { migration } = this.store.state;
      return migration?.id === id ? migration : undefined;
    };
    const put = (change: Partial<OpenMigration>): void => {
      const migration = open();
      if (migration !== undefined) this.store.set({ migration: { ...migration, ...change } });
    };
    return [
      this.pollPart({
        pause: STATUS_PAUSE,
        read: () => this.client.get<StatusDocument>(path),
        before: () => open()?.status,
        after: (status) => put({ status }),
        isMain: true,
      }),
      this.pollPart({
        pause: BOARD_PAUSE,
        read: () => this.client.getAll<BoardItem>(`${path}/backups?top=1000`, MOST_PAGES),
        before: () => open()?.board,
        after: (board) => put({ board }),
      }),
      this.pollPart({
        pause: JOURNAL_PAUSE,
        read: () => this.client.getAll<JournalEntry>(`${path}/journal?order=newest&top=200`, 1),
        before: () => open()?.journal,
        after: (journal) => put({ journal }),
      }),
    ];
  }

  private pollGroup(id: string): readonly Poll[] {
    const path = `/api/groups/${id}`;
    const open = (): OpenGroup | undefined => {
      const { group } = this.store.state;
      return group?.id === id ? group : undefined;
    };
    const put = (change: Partial<OpenGroup>): void => {
      const group = open();
      if (group !== undefined) this.store.set({ group: { ...group, ...change } });
    };
    return [
      this.pollPart({
        pause: GROUP_PAUSE,
        read: () => this.client.get<GroupView>(path),
        before: () => open()?.board,
        after: (board) => put({ board: knownMembers(open()?.board, board) }),
        isMain: true,
      }),
      this.pollPart({
        pause: GROUP_JOURNAL_PAUSE,
        read: () => this.client.getAll<JournalEntry>(`${path}/journal`, 1),
        before: () => open()?.journal,
        after: (journal) => put({ journal }),
      }),
    ];
  }

  private pollGroups(): Poll {
    return this.pollPart({
      pause: LIST_PAUSE,
      read: () => this.client.getAll<GroupSummary>('/api/groups', 1),
      before: () => this.store.state.groups,
      after: (groups) => this.store.set({ groups }),
      isMain: true,
    });
  }

  private pollList(): Poll {
    return this.pollPart({
      pause: LIST_PAUSE,
      read: () => this.client.getAll<MigrationSummary>('/api/migrations?top=500', MOST_PAGES),
      before: () => this.store.state.list,
      after: (list) => this.store.set({ list }),
      isMain: true,
    });
  }

  private pollPart<T>({ pause, read, before, after, isMain }: Part<T>): Poll {
    return new Poll({
      pause,
      onPause: (pauses) => {
        if (isMain) this.store.set({ nextAt: this.appNow() + pauses });
      },
      ask: async () => {
        const answer = await read();
        const known = before();
        if (known === undefined) return 0;
        const reading = this.note(known, answer);
        after(reading);
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
