import type { EngineReading } from '../../../shared/core/engine/reading';
import type { TargetSighting } from '../../../shared/core/engine/sighting';
import type { CancelIntent, ControlRow } from '../../../shared/core/migration/control';
import { cancelUnclear, settleIntents } from '../../../shared/core/requests/settle-intents';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { aControl, aHold, aStatus, at, NOW, TROUBLE } from '../../support/facts';

describe('settleIntents', () => {
  const LOOK = { began: NOW, ended: NOW };
  const cancel = (state: CancelIntent['state']): CancelIntent => ({
    by: 'ada',
    at: NOW,
    state,
    sender: { token: 't', notAfter: at(10) },
  });
  const read = (change: object) => ({ kind: 'read' as const, status: aStatus(change) });
  const settle = (
    control: ControlRow,
    engine: EngineReading,
    look = LOOK,
    target: TargetSighting = { kind: 'notAsked' },
  ) => settleIntents(control, { engine, target, look }, AZURE_TIMING);

  test.each<[state: CancelIntent['state'], change: object, settled: string | undefined]>([
    ['sent', { state: 'canceled' }, 'confirmed'],
    ['unknown', { state: 'canceled' }, 'confirmed'],
    ['unknown', { state: 'canceled', operationId: 'other' }, undefined],
    ['unknown', { asOf: at(129) }, undefined],
    ['unknown', { asOf: at(130) }, 'refused'],
    ['unknown', { asOf: at(130), atRest: false }, undefined],
    ['unknown', { asOf: at(130), state: 'retriable' }, 'refused'],
    ['unknown', { asOf: at(130), state: 'canceling' }, undefined],
    ['sent', { asOf: at(130) }, undefined],
    ['sent', { asOf: at(610) }, 'refused'],
    ['intended', { asOf: at(9999) }, undefined],
  ])('a cancel that is %s, seen %j: %s', (state, change, settled) => {
    const found = settle(aControl({ cancel: cancel(state) }), read(change));
    expect(found?.control.cancel?.state).toBe(settled);
    expect(found?.control.holds?.map(({ by }) => by)).toEqual(settled === 'refused' ? ['watch'] : undefined);
  });

  test('the hold of an operator stands beside that of the watch; an ended migration stays as it is; trouble settles nothing', () => {
    const hold = aHold({ by: 'bob' });
    const control = aControl({ cancel: cancel('unknown'), holds: [hold], lastHold: 1 });
    expect(settle(control, read({ asOf: at(999) }))?.control.holds).toMatchObject([
      hold,
      { by: 'watch', number: 2 },
    ]);
    const ended = { ...control, ended: { phase: 'failed' as const, at: NOW, reason: 'x' } };
    expect(settle(ended, read({ asOf: at(999) }))).toBeUndefined();
    expect(settle(control, { kind: 'trouble', code: 'unreachable', message: 'x' })).toBeUndefined();
  });

  describe('a cancel whose migration is not found', () => {
    const NONE: TargetSighting = { kind: 'absent' };
    const look = (seconds: number) => ({ began: at(seconds), ended: at(seconds) });
    /** Looks at these seconds; returns the control row. */
    const absences = (
      state: CancelIntent['state'],
      seconds: readonly number[],
      target: TargetSighting = NONE,
    ) =>
      seconds.reduce(
        (control, second) => settle(control, { kind: 'absent' }, look(second), target)?.control ?? control,
        aControl({ cancel: cancel(state) }),
      );

    test.each<
      [state: CancelIntent['state'], seconds: readonly number[], target: TargetSighting, becomes: string]
    >([
      ['sent', [0], NONE, 'sent'],
      ['unknown', [0, 100, 299], NONE, 'unknown'],
      ['sent', [0, 300], NONE, 'sent'],
      ['sent', [0, 150, 300], NONE, 'confirmed'],
      ['unknown', [0, 15, 30, 45, 60, 75, 150, 225, 300], NONE, 'confirmed'],
      ['sent', [0, 150, 1100, 1200], NONE, 'sent'],
      ['sent', [0, 150, 300, 450], { kind: 'found', status: 'Restoring' }, 'sent'],
      ['sent', [0, 150, 300, 450], { kind: 'found', status: 'Online' }, 'sent'],
      ['sent', [0, 150, 300, 450], TROUBLE, 'sent'],
      ['sent', [0, 150, 300, 450], { kind: 'notTold' }, 'sent'],
      ['intended', [0, 150, 300, 450], NONE, 'intended'],
    ])('one that is %s, absent at %j, the target %j: %s', (state, seconds, target, becomes) => {
      expect(absences(state, seconds, target).cancel?.state).toBe(becomes);
    });

    test('another word of the target begins the count anew; a reading of the migration ends it', () => {
      const two = absences('sent', [0, 150]);
      const other = settle(two, { kind: 'absent' }, look(300), TROUBLE)!.control;
      expect(other.cancel).toMatchObject({ state: 'sent', absent: { count: 1 } });
      expect(
        settle(two, read({ asOf: at(160), state: 'canceling' }))?.control.cancel?.absent,
      ).toBeUndefined();
    });

    test('what no reading settles is said once it is counted', () => {
      const restoring: TargetSighting = { kind: 'found', status: 'Restoring' };
      expect(cancelUnclear(absences('sent', [0, 150], restoring).cancel!, AZURE_TIMING)).toBeUndefined();
      expect(cancelUnclear(absences('sent', [0, 150, 300], restoring).cancel!, AZURE_TIMING)).toBe(
        `the migration is no longer at the service, the target database is Restoring (3 readings from ${NOW} to ${at(300)})`,
      );
    });
  });

  describe('a creation', () => {
    const sender = { token: 't', notAfter: NOW };
    const late = { began: at(60), ended: at(61) };
    const left = { by: 'ada', at: at(-30), state: 'sending' as const, sender };

    test('left sending is unknown with a line in the journal; a reading that is only counted has none', () => {
      const control = aControl({ operationId: undefined, creation: left });
      const first = settle(control, { kind: 'absent' }, late);
      expect(first?.control.creation).toMatchObject({ state: 'unknown', absent: { count: 1 } });
      expect(first?.text).toMatch(/the run that sent it ended/);
      const look = { began: at(136), ended: at(136) };
      const second = settle(first!.control, { kind: 'absent' }, look);
      expect(second?.control.creation?.absent?.count).toBe(2);
      expect(second?.text).toBeUndefined();
    });

    test.each([
      ['an adopted migration', aControl({ creation: left })],
      ['an ended one', aControl({ operationId: undefined, creation: left, ended: ended() })],
      ['one that is only to be adopted', aControl({ operationId: undefined })],
    ])('of %s is left as it is', (_name, control) => {
      expect(settle(control, { kind: 'absent' }, late)).toBeUndefined();
    });

    function ended() {
      return { phase: 'canceled' as const, at: NOW, reason: 'x' };
    }
  });
});
