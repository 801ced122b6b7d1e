/** The promise that every intent of the control row keeps: however often its process dies, its request leaves once. */
import { ID, MortalLedger, type World, type WorldOptions } from '../support/world';

/** One kind of intent, as a test drives it. */
interface Intent {
  /** A world in which it was asked for. */
  readonly asked: (options: WorldOptions) => Promise<World>;
  readonly carryOut: (caps: World['caps'], id: string) => Promise<unknown>;
  readonly sends: (world: World) => number;
  readonly stateOf: (world: World) => Promise<string | undefined>;
}

/** Adds the tests: dead before and after each call of the ledger, then alive for two more runs. */
export function testDyingProcesses({ asked, carryOut, sends, stateOf }: Intent): void {
  test.each(['before', 'after'] as const)(
    'a process that dies %s any call never sends it twice',
    async (when) => {
      for (let call = 1; call <= 6; call++) {
        let mortal: MortalLedger | undefined;
        const world = await asked({ ledger: (inner) => (mortal = new MortalLedger(inner)).ledger });
        mortal!.dieAt({ call, when });
        await carryOut(world.caps, ID).catch(() => undefined);
        mortal!.revive();
        await carryOut(world.caps, ID);
        await carryOut(world.caps, ID);
        expect(sends(world)).toBeLessThanOrEqual(1);
        expect(await stateOf(world)).toMatch(/sent|unknown/);
      }
    },
  );
}
