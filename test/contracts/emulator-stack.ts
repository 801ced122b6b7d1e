/** An engine against the emulator, as the engine contract wants it. */
import { createArmClient, type ArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import type { CreateSpec, EngineTarget, MigrationEngine } from '../../shared/ports/migration-engine';
import type { EmulatorOptions } from '../../tools/emulator/options';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { FakeContainers, putChain } from '../emulator/fake-backups';
import type {
  CountedRequest,
  EngineTraits,
  MigrationEngineHarness,
  RunningMigration,
  ServiceFault,
} from './engine-harness';

export const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/rg/providers';
export const SCOPE = `${PROVIDERS}/Microsoft.Sql/managedInstances/mi1`;

/** How the request log names what the contract counts. */
const KINDS: Readonly<Record<CountedRequest, string>> = {
  read: 'get',
  create: 'put',
  cutover: 'cutover',
  cancel: 'cancel',
  retry: 'retry',
  operation: 'operationResult',
};

/** An engine and how its service is used besides. */
export interface EmulatedEngine {
  readonly traits: EngineTraits;
  readonly target: EngineTarget;
  readonly absentTarget: EngineTarget;
  readonly spec: CreateSpec;
  makeEngine(arm: ArmClient): MigrationEngine;
  /** Starts the migration of `target`. */
  start(stack: EmulatorStack): Promise<void>;
  /** Members of the status that tell what is pending. */
  readonly pendingMembers: readonly string[];
  /** Part of the paths that read the migration, its database included where it has no resource of its own. */
  readonly path: string;
  /** Removes the ended or cancelled migration, so that another can be started under its name. */
  discard(stack: EmulatorStack): Promise<void>;
}

/** A running emulator and an engine on it. */
export interface EmulatorStack {
  readonly emulator: RunningEmulator;
  readonly engine: MigrationEngine;
  readonly backups: FakeContainers;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Lets 20 minutes pass. */
  readonly settle: () => Promise<void>;
  /** Starts the migration on a full and two logs, and lets it restore them. */
  readonly running: () => Promise<RunningMigration>;
  readonly empty: () => Promise<RunningMigration>;
}

/** Starts an emulator without storage, whose clock is moved by hand. */
export async function startStack(
  emulated: EmulatedEngine,
  options: EmulatorOptions = {},
): Promise<EmulatorStack> {
  const backups = new FakeContainers();
  const emulator = await startEmulator({ port: 0, scanIntervalMs: 0, backupReader: backups, ...options });
  const arm = createArmClient({ endpoint: emulator.url, credential: loopbackCredential() });
  const engine = emulated.makeEngine(arm);
  const control = (method: string, path: string, body?: unknown) => ask(emulator, method, path, body);
  async function empty(): Promise<RunningMigration> {
    await emulated.start(stack);
    await stack.settle();
    const reading = await engine.read(emulated.target);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    await control('DELETE', 'requests');
    return { target: emulated.target, operationId: reading.status.operationId ?? '' };
  }
  const stack: EmulatorStack = {
    emulator,
    engine,
    backups,
    control,
    async settle() {
      await control('POST', 'clock', { advanceMs: 600_000 });
      await control('POST', 'clock', { advanceMs: 600_000 });
    },
    running() {
      putChain(backups, 2);
      return empty();
    },
    empty,
  };
  return stack;
}

/** The harness of the contract. */
export async function emulatorHarness(
  emulated: EmulatedEngine,
  options: EmulatorOptions = {},
): Promise<MigrationEngineHarness> {
  const stack = await startStack(emulated, options);
  const { control } = stack;
  const requests = async (kind: CountedRequest) => {
    const log = await control('GET', `requests?kind=${KINDS[kind]}`);
    return (log as { requests: { lastBackupName?: string }[] }).requests;
  };
  const order = async (fault: object): Promise<void> => {
    await control('POST', 'faults', fault);
  };
  return {
    engine: stack.engine,
    traits: emulated.traits,
    absentTarget: emulated.absentTarget,
    spec: emulated.spec,
    now: () => Date.now(),
    running: stack.running,
    async pending() {
      await order({ kind: 'holdRestore', file: 'log2.trn' });
      return stack.running();
    },
    empty: stack.empty,
    async renewed() {
      await emulated.discard(stack);
      await stack.settle();
      return stack.empty();
    },
    settle: stack.settle,
    received: async (kind) => (await requests(kind)).length,
    cutoverNames: async () => (await requests('cutover')).map((one) => one.lastBackupName),
    fault: (kind, fault) => order({ ...toFault(fault), match: { operation: KINDS[kind] } }),
    throttleOperations: () =>
      order({ kind: 'throttle', times: 'forever', match: { operation: KINDS.operation } }),
    silencePending: () =>
      order({ kind: 'omit', paths: emulated.pendingMembers, times: 'forever', match: { operation: 'get' } }),
    claim: (values) => order({ kind: 'override', values, times: 'forever', match: { operation: 'get' } }),
    cleanUp: () => order({ kind: 'cleanupDetails' }),
    vanish: () => order(notFound(emulated.path, 'ResourceNotFound')),
    loseParent: (code) => order(notFound(emulated.path, code)),
    async reappear() {
      await control('DELETE', 'faults');
    },
    neverComplete: () => order({ kind: 'cutoverVariant', variant: 'stayCompleting' }),
    loseCancelRace: () => order({ kind: 'cancelRace' }),
    close: () => stack.emulator.close(),
  };
}

async function ask(emulator: RunningEmulator, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${emulator.url}/_control/${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function notFound(pathIncludes: string, code: string): object {
  const message = `The ${code === 'ResourceNotFound' ? 'migration' : 'parent'} was not found.`;
  const match = { method: 'GET', pathIncludes };
  return { kind: 'refuse', status: 404, code, message, times: 'forever', match };
}

function toFault(fault: ServiceFault): object {
  if (fault.kind === 'lost') return { kind: fault.carriedOut ? 'resetAfter' : 'resetBefore' };
  return { ...fault };
}
