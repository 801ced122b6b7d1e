/** Whose rights the rows about rights judge, and how to find out whose they should. */
import type { PreflightPlan } from '../../../shared/core/preflight/plan';
import { set } from '../../../tools/emulator/estates/estate';
import { INSTANCE } from '../../../tools/emulator/estates/places';
import { fromContainer } from '../../../tools/estates/cases';
import { outcomeOf } from './judged';

const APP = '0f3c2a11-0000-4000-8000-000000000001';
const ADA = '0f3c2a11-0000-4000-8000-000000000002';

/** PERM-09 where whoever asks may do nothing on the instance. */
function cutoverFor(caller: PreflightPlan['caller']) {
  const one = fromContainer();
  set(one.estate, 'ownPermissions', INSTANCE, { entries: [] });
  one.plan = { ...one.plan, ...(caller !== undefined && { caller }) };
  return outcomeOf(one, 'PERM-09');
}

const FIND = 'az functionapp identity show ';

test.each([
  ['nobody is known', undefined, 'whoever read this estate lacks', true],
  [
    'an operator whose name is known',
    { runs: 'command', objectId: ADA, name: 'ada@example.com' },
    `'ada@example.com' (object id ${ADA}), who ran this preflight, lacks`,
    true,
  ],
  ['an operator without a name', { runs: 'command' }, 'whoever ran this preflight lacks', true],
  ['the app', { runs: 'app', objectId: APP }, `the app (object id ${APP}) lacks`, false],
  ['an app that does not know itself', { runs: 'app' }, 'the app lacks', true],
] as const)(
  '%s: the row names whose rights they are, and the remedy whom to grant them',
  (_, caller, words, asks) => {
    const outcome = cutoverFor(caller);
    if (outcome.state !== 'unmet') throw new Error(`the row is ${outcome.state}`);
    expect(outcome.found).toContain(words);
    const command = outcome.remedy.command?.text ?? '';
    expect(command.startsWith(FIND)).toBe(asks);
    expect(outcome.remedy.text.includes('preflight.appPrincipalId')).toBe(asks);
    expect(command).toContain(
      `--assignee-object-id ${asks ? '"<object id of the app>"' : APP} --assignee-principal-type ServicePrincipal`,
    );
  },
);

test('the app that the registration names is judged, whoever runs the preflight', () => {
  const one = fromContainer();
  one.plan = {
    ...one.plan,
    caller: { runs: 'command', objectId: ADA, name: 'ada@example.com' },
    notes: { ...one.plan.notes, appPrincipalId: APP },
  };
  for (const { question } of [...one.estate.values()].filter(
    (known) => known.question.kind === 'ownPermissions',
  ))
    set(one.estate, 'roleAssignments', question.id, [], APP);
  const outcome = outcomeOf(one, 'PERM-09');
  expect(outcome).toMatchObject({
    state: 'unmet',
    found: expect.stringContaining(`the app (object id ${APP}) lacks`),
  });
});
