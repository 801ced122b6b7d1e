import { type HostClient, json, until } from '../host-client';
import { fresh, judgedHost } from './parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const openGate = (name: string) => fetch(`${host.url}/api/gates/${name}`, { method: 'POST' });
const passed = async (what: string) =>
  until(what, async () => {
    const seen = await fetch(`${host.url}/api/seen?about=${encodeURIComponent(what)}`);
    return ((await seen.json()) as unknown[]).length > 0;
  });

describe('external events', () => {
  test('an event of another case finishes the wait on one side only: one spelling, always', async () => {
    const id = await host.startNew('waits', {}, fresh('case'));
    expect((await host.raise(id, 'GO', 'shouted')).status).toBe(202);
    await until('the event to be taken', async () => (await host.history(id, 'EventRaised')).length === 1);
    expect((await host.status(id)).runtimeStatus).toBe('Running');
    await host.raise(id, 'go', 'said');
    expect((await host.finished(id)).output).toBe('said');
  });

  test('events that come early wait for their waiter, the first first', async () => {
    const id = await host.startNew('collects', { count: 2 }, fresh('early'));
    await host.raise(id, 'value', 'one');
    await host.raise(id, 'value', 'two');
    expect((await host.finished(id)).output).toEqual(['one', 'two']);
  });

  test('of two waiters of one name the newer is served first', async () => {
    const gate = fresh('stack');
    const id = await host.startNew('twoWaiters', { gate }, gate);
    await passed(`gated ${gate}`);
    await host.raise(id, 'one', 'a');
    await passed(`over ${gate}`);
    await openGate(gate);
    expect((await host.finished(id)).output).toBe('a');
  });

  test('events sent one by one survive continueAsNew', async () => {
    const id = await host.startNew('collect', { sum: 0, left: 3 }, fresh('collect'));
    for (const value of [1, 10, 100]) {
      const { input } = await host.status(id);
      await host.raise(id, 'add', value);
      if (value < 100)
        await until(
          'the next generation',
          async () => JSON.stringify((await host.status(id)).input) !== JSON.stringify(input),
        );
    }
    expect((await host.finished(id)).output).toBe(111);
  });

  test('an event buffered before continueAsNew is dropped', async () => {
    const id = fresh('dropped');
    await host.startNew('eventsAround', { gate: id, round: 1 }, id);
    await passed(`gated ${id}`);
    await host.raise(id, 'word', 'early');
    await openGate(id);
    expect((await host.finished(id)).output).toBe('nothing came');
  });

  test('an event behind what leads to continueAsNew, in the same batch, is carried over', async () => {
    const id = fresh('carried');
    await host.startNew('eventsAround', { gate: id, round: 1 }, id);
    await passed(`gated ${id}`);
    await host.command(id, 'suspend');
    await host.reaches(id, 'Suspended');
    await openGate(id);
    await passed(`through ${id}`);
    await host.raise(id, 'word', 'late');
    await host.command(id, 'resume');
    expect((await host.finished(id)).output).toBe('late');
  });

  test('a missing instance is 404, a finished one 410, and only JSON is taken', async () => {
    const id = await host.startNew('waits', {}, fresh('ears'));
    const raise = async (to: string, init: RequestInit) =>
      (await host.webhook(`instances/${to}/raiseEvent/go`, { method: 'POST', ...init })).status;
    const ofJson = { 'content-type': 'application/json' };
    expect(await raise(id, { headers: { 'content-type': 'text/plain' }, body: 'hi' })).toBe(400);
    expect(await raise(id, { headers: ofJson, body: '{' })).toBe(400);
    expect(await raise(fresh('nobody'), { headers: ofJson, body: '1' })).toBe(404);
    expect(await raise(id, { headers: ofJson, body: '"heard"' })).toBe(202);
    expect((await host.finished(id)).output).toBe('heard');
    expect(await raise(id, { headers: ofJson, body: '1' })).toBe(410);
  });
});

describe('continueAsNew', () => {
  test('a plain text arrives with extra quotes', async () => {
    expect((await host.run('stringAgain', {})).output).toBe('"plain"');
  });

  test('the history begins anew, the id stays, the input is the new one', async () => {
    const id = fresh('generations');
    expect(await host.run('generations', { round: 1, rounds: 6 }, id)).toMatchObject({
      instanceId: id,
      input: { round: 6, rounds: 6 },
      output: { round: 6, instanceId: id },
    });
    expect(await host.history(id, 'ExecutionStarted')).toHaveLength(1);
    expect(await host.history(id, 'TaskCompleted')).toMatchObject([{ Result: 'said 6' }]);
  });

  test('a command that comes meanwhile reaches the next generation', async () => {
    const id = fresh('told');
    await host.startNew('eventsAround', { gate: id, round: 1 }, id);
    await passed(`gated ${id}`);
    await openGate(id);
    await host.command(id, 'terminate');
    expect((await host.finished(id)).runtimeStatus).toBe('Terminated');
  });
});

describe('sub-orchestrations', () => {
  test('run under the ids they are given, and know their parent', async () => {
    const [mother, first, second] = [fresh('mother'), fresh('c1'), fresh('c2')];
    const { output } = await host.run('parent', { children: [first, second] }, mother);
    expect(output).toEqual([first, second].map((child) => `${child} of ${mother}: said ${child}`));
    expect((await host.status(first)).runtimeStatus).toBe('Completed');
  });

  test('without one, the id is the execution id of the parent and the sequence id', async () => {
    const { output } = await host.run('parentOfUnnamed', {}, fresh('named'));
    const [first, second] = output as [string, string];
    expect(first).toMatch(/^[0-9a-f-]{32,36}:1$/);
    expect(second).toBe(first.replace(/1$/, '2'));
  });

  test('one that fails is tried again under its id, and then fails the call with its text', async () => {
    const id = fresh('unlucky');
    expect((await host.run('parentOfFailing', {}, id)).output).toMatch(
      new RegExp(
        `^Orchestrator function 'fails' failed: Activity function 'failUntil' failed:  try 3 of ${id}-child`,
      ),
    );
  });

  test('one whose id is running begins anew, and its older parent waits for ever', async () => {
    const [older, newer, child] = [fresh('older'), fresh('newer'), fresh('taken')];
    await host.startNew('parentOf', { child: 'waits', id: child }, older);
    await host.reaches(child, 'Running');
    await host.startNew('parentOf', { child: 'waits', id: child }, newer);
    const parent = async () => (await host.status(child)).parentInstanceId;
    await until('the child to be begun anew', async () => (await parent()) === newer);
    await host.raise(child, 'go', 'anew');
    expect((await host.finished(newer)).output).toBe('anew');
    expect((await host.finished(child)).output).toBe('anew');
    expect((await host.status(older)).runtimeStatus).toBe('Running');
  });

  test('what the older run of such a child still does is dropped', async () => {
    const [older, newer, child] = [fresh('older'), fresh('newer'), fresh('working')];
    const input = (gate: string) => ({ child: 'gatedWork', id: child, input: { gate } });
    await host.startNew('parentOf', input(`${child}-1`), older);
    await passed(`gated ${child}-1`);
    await host.startNew('parentOf', input(`${child}-2`), newer);
    await passed(`gated ${child}-2`);
    await openGate(`${child}-1`);
    await passed(`through ${child}-1`);
    expect((await host.status(child)).runtimeStatus).toBe('Running');
    await openGate(`${child}-2`);
    expect((await host.finished(newer)).output).toBe(`${child}-2`);
    expect((await host.status(older)).runtimeStatus).toBe('Running');
  });

  test('one that is started by a client while it runs is refused', async () => {
    const [parent, child] = [fresh('parent'), fresh('refused')];
    await host.startNew('parentOf', { child: 'waits', id: child }, parent);
    await host.reaches(child, 'Running');
    expect((await host.webhook(`orchestrators/waits/${child}`, json({}))).status).toBe(409);
    await host.raise(child, 'go', 'on');
    expect((await host.finished(parent)).output).toBe('on');
  });

  test('the child of a terminated parent goes on', async () => {
    const [parent, child] = [fresh('parent'), fresh('orphan')];
    await host.startNew('parentOf', { child: 'waits', id: child }, parent);
    await host.reaches(child, 'Running');
    await host.command(parent, 'terminate');
    expect((await host.finished(parent)).runtimeStatus).toBe('Terminated');
    expect((await host.status(child)).runtimeStatus).toBe('Running');
    await host.raise(child, 'go', 'on');
    expect(await host.finished(child)).toMatchObject({ runtimeStatus: 'Completed', output: 'on' });
    expect((await host.status(parent)).output).toBe('because');
  });

  test('a terminated child fails its parent as a whole: what catches a failed call does not see it', async () => {
    const [parent, child] = [fresh('parent'), fresh('ended')];
    await host.startNew('parentOf', { child: 'waits', id: child }, parent);
    await host.reaches(child, 'Running');
    await host.command(child, 'terminate');
    expect(await host.finished(parent)).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringMatching(
        /^Non-Deterministic workflow detected: A previous execution of this orchestration scheduled/,
      ),
    });
    expect(await host.history(parent, 'SubOrchestrationInstanceFailed')).toMatchObject([
      { Reason: 'because', Details: null, FailureDetails: null, InstanceId: child },
    ]);
  });
});

describe('suspend, resume, terminate', () => {
  test('a suspended instance holds events until it is resumed', async () => {
    const id = await host.startNew('waits', {}, fresh('held'));
    expect((await host.command(id, 'suspend')).status).toBe(202);
    await host.reaches(id, 'Suspended');
    await host.raise(id, 'go', 'now');
    await host.run('child', { id: 'beside' });
    expect((await host.status(id)).runtimeStatus).toBe('Suspended');
    await host.command(id, 'resume');
    expect((await host.finished(id)).output).toBe('now');
  });

  test('the reason of a suspend, and then of a resume, is the output until there is another', async () => {
    const id = await host.startNew('waits', {}, fresh('reasons'));
    await host.reaches(id, 'Running');
    await host.command(id, 'suspend', 'held up');
    await host.reaches(id, 'Suspended');
    expect((await host.status(id)).output).toBe('held up');
    await host.command(id, 'resume', 'go on');
    await host.reaches(id, 'Running');
    expect((await host.status(id)).output).toBe('go on');
    await host.raise(id, 'go', 'now');
    expect((await host.finished(id)).output).toBe('now');
  });

  test('a suspend of what is suspended and a resume of what runs are refused, and change nothing', async () => {
    const id = await host.startNew('waits', {}, fresh('twice'));
    await host.reaches(id, 'Running');
    const refused = async (operation: string) => {
      const answer = await host.command(id, operation);
      return [answer.status, ((await answer.json()) as { ExceptionType: string }).ExceptionType];
    };
    const invalid = [500, 'System.InvalidOperationException'];
    expect(await refused('resume')).toEqual(invalid);
    await host.command(id, 'suspend');
    await host.reaches(id, 'Suspended');
    expect(await refused('suspend')).toEqual(invalid);
    await host.command(id, 'resume');
    await host.reaches(id, 'Running');
    expect(await host.history(id, 'ExecutionSuspended')).toHaveLength(1);
    await host.raise(id, 'go', 'on');
    expect((await host.finished(id)).output).toBe('on');
  });

  test('an activity that ends and a timer that fires under suspension wait for the resume', async () => {
    const gate = fresh('gate');
    const work = await host.startNew('gatedWork', { gate }, fresh('work'));
    const timer = await host.startNew('waitsLong', { milliseconds: 5_000 }, fresh('timer'));
    await passed(`gated ${gate}`);
    for (const id of [work, timer]) await host.command(id, 'suspend');
    for (const id of [work, timer]) await host.reaches(id, 'Suspended');
    await openGate(gate);
    await passed(`through ${gate}`);
    const [due] = await host.history(timer, 'TimerCreated');
    await until('the time of the timer', () => Date.now() > Date.parse(String(due?.['FireAt'])));
    await host.run('child', { id: 'beside' });
    for (const id of [work, timer]) expect((await host.status(id)).runtimeStatus).toBe('Suspended');
    for (const id of [work, timer]) await host.command(id, 'resume');
    expect((await host.finished(work)).output).toBe(gate);
    expect((await host.finished(timer)).runtimeStatus).toBe('Completed');
  });

  test('a suspended instance can be terminated; what is finished or missing is told', async () => {
    const id = await host.startNew('waits', {}, fresh('ended'));
    await host.command(id, 'suspend');
    await host.reaches(id, 'Suspended');
    await host.command(id, 'terminate');
    expect(await host.finished(id)).toMatchObject({ runtimeStatus: 'Terminated', output: 'because' });
    for (const operation of ['terminate', 'suspend', 'resume'])
      expect((await host.command(id, operation)).status).toBe(410);
    expect((await host.command(fresh('nobody'), 'resume')).status).toBe(404);
  });

  test('suspended and resumed again and again it loses nothing', async () => {
    const id = await host.startNew('collects', { count: 3 }, fresh('restless'));
    for (let round = 0; round < 3; round++) {
      await host.command(id, 'suspend');
      await host.raise(id, 'value', round);
      // A resume sent right behind the suspend is refused by the status that the suspend has not changed yet.
      await host.reaches(id, 'Suspended');
      await host.command(id, 'resume');
      await until('the resume', async () => (await host.status(id)).runtimeStatus !== 'Suspended');
    }
    expect(await host.finished(id)).toMatchObject({ runtimeStatus: 'Completed', output: [0, 1, 2] });
  });

  test('a race of terminate with completion has one winner, and the loser changes nothing', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => host.startNew('waits', {}, fresh('race'))));
    for (const id of ids) await host.reaches(id, 'Running');
    await Promise.all(
      ids.flatMap((id, index) => {
        const both = [() => host.raise(id, 'go', 'done'), () => host.command(id, 'terminate')];
        return (index % 2 === 0 ? both : both.reverse()).map((send) => send());
      }),
    );
    for (const id of ids) {
      const { runtimeStatus, output } = await host.finished(id);
      expect([
        ['Completed', 'done'],
        ['Terminated', 'because'],
      ]).toContainEqual([runtimeStatus, output]);
      expect((await host.raise(id, 'go', 'again')).status).toBe(410);
      expect(await host.status(id)).toMatchObject({ runtimeStatus, output });
      expect(await host.history(id, 'ExecutionCompleted')).toHaveLength(1);
    }
  });
});
