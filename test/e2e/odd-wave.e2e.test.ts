/**
 * A wave on the real stack, all engines, something being the matter with five members: the others are cut over once each, inside the
 * window, after their approvals. `WAVE_MEMBERS` makes it larger, `WAVE_KILL_MS` kills the host about that often:
 * `npm run test:wave` takes fifty, first without kills and then with them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyChain } from '../../shared/core/evidence/verify-chain';
import type { ChainedEntry } from '../../shared/core/migration/journal';
import type { CheckState } from '../../shared/core/migration/status-document';
import { inParallel } from '../../shared/use-cases/in-parallel';
import { endToEnd } from './end-to-end';
import { EMULATOR_ARGS, LocalStack, type Received } from './local-stack';
import {
  classicMembers,
  keepKilling,
  type Oddity,
  oddWave,
  OddWave,
  openWindow,
  type WaveMember,
} from './odd-wave';
import { RunningServices, shareArgs } from './running-services';

const MEMBERS = Number(process.env.WAVE_MEMBERS ?? 7);
const KILL_MS = Number(process.env.WAVE_KILL_MS ?? 0);
const PER_INSTANCE = Math.ceil(MEMBERS / 5);
/** What a wave of this size may take, its host killed or not. */
const SECONDS = 60 + MEMBERS * (KILL_MS > 0 ? 30 : 12);
/** Registered side by side. */
const AT_ONCE = 5;
const NEVER_SENT: readonly Oddity[] = ['brokenChain', 'held', 'closesEarly'];

/** Evidence, as far as the wave looks at it. */
interface WaveEvidence {
  readonly outcome: string;
  readonly attempt: { readonly approvals: readonly { readonly by: string; readonly at: string }[] };
  readonly atSending: { readonly checks: readonly { readonly code: string; readonly state: CheckState }[] };
  readonly journal: readonly ChainedEntry[];
  readonly chain: { readonly head?: string; readonly entries: number };
}

endToEnd(`a wave of ${MEMBERS}${KILL_MS > 0 ? ', its host killed again and again' : ''}`, () => {
  const members = oddWave(MEMBERS);
  let local: LocalStack;
  let wave: OddWave;

  beforeAll(async () => {
    const emulatorArgs = [...EMULATOR_ARGS, ...shareArgs(...classicMembers(members))];
    local = await LocalStack.start({ emulatorArgs });
    wave = new OddWave(local, new RunningServices(local), members);
  }, 60_000);
  afterAll(() => local.stop());

  const sent = async (id: string): Promise<readonly Received[]> =>
    (await local.cutovers(id)).filter(({ accepted }) => accepted);

  test(
    'one request each, inside the window, after both approvals, and evidence that verifies',
    async () => {
      const killing = KILL_MS > 0 ? keepKilling(local, KILL_MS) : undefined;
      const window = openWindow(360);
      await wave.holdTailsBack();
      await inParallel(members, AT_ONCE, (member) => wave.begin(member, window, SECONDS));
      await wave.makeGroup('wave', PER_INSTANCE);
      await inParallel(members, AT_ONCE, (member): Promise<unknown> =>
        member.oddity === 'brokenChain' ? Promise.resolve(undefined) : wave.untilTailIsKnown(member, SECONDS),
      );
      await wave.letTailsIn();
      await wave.loseAnswerOf(wave.of('lostAnswer'));

      const [early, late, held] = [wave.of('closesEarly'), wave.of('lateApproval'), wave.of('held')];
      await wave.untilReady(early, SECONDS);
      const closes = await wave.closeSoon(early);
      await wave.approve(early, 'bob');
      const able = members.filter((member) => member.oddity !== 'brokenChain' && member !== early);
      await inParallel(able, AT_ONCE, (member) => wave.untilReady(member, SECONDS));
      await inParallel(able, AT_ONCE, (member) => wave.approve(member, 'bob'));
      for (const { id } of members) expect(await sent(id)).toEqual([]);
      await wave.hold(held);
      const onTime = able.filter((member) => member !== late && member !== held);
      const approvedAt = new Map<string, number>();
      const approveLast = async (member: WaveMember): Promise<void> => {
        approvedAt.set(member.id, Date.now());
        await wave.approve(member, 'eve');
      };
      await inParallel(onTime, AT_ONCE, approveLast);
      const again = await inParallel(onTime, AT_ONCE, (member) => wave.untilConfirmed(member, SECONDS));
      await sleep(Math.max(0, Date.parse(closes) - Date.now()));
      expect(await wave.refusal(early, 'eve')).toContain('the window does not open again');
      expect(await wave.refusal(held, 'eve')).toContain('the application still writes');
      for (const { id } of [early, late, held]) expect(await sent(id)).toEqual([]);
      await approveLast(late);
      const askedAgain = [...again, await wave.untilConfirmed(late, SECONDS)].filter((times) => times > 0);
      const kills = await killing?.stop();
      if (kills === undefined) expect(askedAgain).toEqual([]);
      else
        console.info(
          `${MEMBERS} members, the host killed ${kills} times, ${askedAgain.length} members approved again after two lost requests`,
        );

      const opened = Date.parse(`${String(window.opens)}Z`);
      for (const { id, oddity } of members) {
        const requests = await sent(id);
        expect([id, requests.length]).toEqual([id, NEVER_SENT.includes(oddity) ? 0 : 1]);
        if (NEVER_SENT.includes(oddity)) continue;
        const at = Date.parse(requests[0]!.at);
        expect(at).toBeGreaterThan(opened);
        expect(at).toBeGreaterThan(approvedAt.get(id)!);
        await expectSoundEvidence(id);
      }
      const board = await wave.board('wave');
      expect(board.members.filter(({ standing }) => standing === 'confirmed')).toHaveLength(MEMBERS - 3);
    },
    SECONDS * 4_000,
  );

  async function expectSoundEvidence(id: string): Promise<void> {
    const evidence = await wave.read<WaveEvidence>(`/migrations/${id}/evidence`);
    const { outcome, attempt, atSending, journal, chain } = evidence;
    expect(outcome).toBe('confirmed');
    expect(attempt.approvals.map(({ by }) => by.split('/')[1]).toSorted()).toEqual(['bob', 'eve']);
    expect(atSending.checks.filter(({ state }) => state !== 'met' && state !== 'notConfigured')).toEqual([]);
    const head = { head: chain.head!, entries: chain.entries };
    expect(verifyChain(id, { lines: journal, head })).toMatchObject({ state: 'intact', findings: [] });
    expect(journal.filter(({ kind }) => kind === 'groupGo').length).toBeGreaterThan(0);
  }
});
