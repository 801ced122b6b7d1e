import type { RestoredVersion } from '../../../shared/core/facts/facts';
import { eventOf } from '../../../shared/core/migration/events';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { attentionOf } from '../../../shared/core/views/attention';
import { nextStep } from '../../../shared/core/views/next-step';
import { nextStepFor } from '../../../shared/core/views/next-when-blocked';
import { describeBlock } from '../../../shared/core/watch/block';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { BLOCKED_FACTS, MEMORY } from '../../support/blocked-facts';
import { aReadyFacts, aTail, at, NOW, withControl } from '../../support/facts';

const ready = aReadyFacts();

test.each(Object.entries(BLOCKED_FACTS))(
  '%s is what blocks, what is told and what is to be done',
  (kind, facts) => {
    const decision = decide(MEMORY, facts, AZURE_TIMING);
    const { block } = decision;

    expect(block?.kind).toBe(kind);
    if (block === undefined) return;
    expect(decision.blocked).toMatchObject({ what: describeBlock(block), since: NOW });
    expect(decision.headline).toBe(`Blocked: ${describeBlock(block)}`);
    expect(nextStep({ facts, decision })).toEqual(nextStepFor(block));
    expect(nextStepFor(block).who).toBe('operator');
  },
);

test('the wrong account is named beside the right one', () => {
  const block = {
    kind: 'restoredElsewhere',
    file: 'full.bak',
    container: 'sql',
    account: 'acct2',
    canWithdraw: true,
  } as const;
  expect(describeBlock(block)).toBe(
    'the service restored full.bak last, which is not in container sql of storage account acct2, as registered',
  );
  expect(nextStepFor(block).what).toMatch(
    /^find out which storage account, container and folder the service reads; withdraw/,
  );
  const found = { ...block, foundIn: 'acct1' };
  expect(describeBlock(found)).toMatch(/, but in that container of storage account acct1$/);
  expect(nextStepFor(found).what).toBe(
    'withdraw this registration, and register container sql of storage account acct1',
  );
});

test('a watch that stands still blocks before everything else, unless it looks', () => {
  const memory = { ...MEMORY, watchDueAt: at(-400) };
  const facts = BLOCKED_FACTS.adoptionRefused;
  const decision = decide(memory, facts, AZURE_TIMING, 'another');
  expect(decision.block).toEqual({ kind: 'watchStuck', dueAt: at(-400) });
  expect(decision.watchState.watchDueAt).toBe(at(-400));
  expect(decision.entries.map((entry) => eventOf('shop', entry)?.event)).toContain('watchStuck');
  expect(attentionOf(facts, decision)).toEqual({ kind: 'watchStuck', since: NOW, block: 'watchStuck' });
  expect(nextStep({ facts, decision })).toMatchObject({
    who: 'app',
    what: expect.stringMatching(/^nudges the watch/),
  });
  const looked = decide(memory, facts, AZURE_TIMING, 'watch');
  expect(looked.block?.kind).toBe('adoptionRefused');
  expect(looked.watchState.watchDueAt).toBe(looked.nextCheckAt);
  expect(decide({ ...memory, watchDueAt: at(-399) }, facts, AZURE_TIMING, 'another').block?.kind).toBe(
    'adoptionRefused',
  );
});

test.each<[name: string, version: RestoredVersion, what: RegExp | undefined]>([
  ['proven', { kind: 'proven', by: 'facts', reason: 'r' }, undefined],
  ['untold, which the next look may settle', { kind: 'untold', reason: 'r' }, undefined],
  [
    'of several',
    { kind: 'unproven', reason: 'r' },
    /^upload the log that log9\.final\.trn contains now under a name/,
  ],
  [
    'another',
    { kind: 'another', reason: 'r' },
    /^upload the log that log9\.final\.trn contains now under a name/,
  ],
  [
    'not read in time',
    { kind: 'confirmable', reason: 'r', tail: aTail(), versions: [] },
    /^if log9\.final\.trn was uploaded only once, confirm that by its last LSN: npm run cutover -- tail prod-shop log9\.final\.trn --unchanged; otherwise upload/,
  ],
])('a version that is %s blocks with its remedy, or not at all', (_name, version, what) => {
  const { block } = decide(
    NEW_WATCH,
    aReadyFacts({ progress: { ...ready.progress, version } }),
    AZURE_TIMING,
  );
  expect(block && nextStepFor(block)).toEqual(
    what && { who: 'operator', what: expect.stringMatching(what), action: 'tail' },
  );
});

test('an ended migration has no block', () => {
  const ended = { phase: 'failed', at: NOW, reason: 'r' } as const;
  const facts = withControl(BLOCKED_FACTS.serviceFailed, { ended });
  expect(decide(NEW_WATCH, facts, AZURE_TIMING)).toMatchObject({ block: undefined, blocked: undefined });
});

test('nobody says that nothing was changed at the service once a creation may have arrived', () => {
  const refused = { kind: 'adoptionRefused', about: 'place', reason: 'x' } as const;
  expect(nextStepFor({ ...refused, canWithdraw: true }).what).toMatch(/nothing was changed at the service$/);
  expect(nextStepFor({ ...refused, canWithdraw: false }).what).toBe(
    'correct what the reason names; or cancel what was created in the portal, settle this registration as canceled, and register what you meant under another id',
  );
});
