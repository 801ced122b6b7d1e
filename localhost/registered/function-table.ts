import type { CallableFunctions } from '../durable/replay-outcome';
import { HostError } from '../errors';
import type { BindingMetadata, FunctionMetadata } from '../wire/messages';
import type { FunctionDefinition, FunctionKind } from './function-definition';
import {
  commonOptions,
  refusedFunctionOption,
  supportedInputs,
  supportedOutputs,
  supportedTriggers,
} from './supported';

/** The app's functions, by kind; names are compared without regard to case, as the Functions host does. */
export class FunctionTable implements CallableFunctions {
  readonly orchestrators: ReadonlyMap<string, FunctionDefinition>;
  readonly activities: ReadonlyMap<string, FunctionDefinition>;

  constructor(readonly all: readonly FunctionDefinition[]) {
    this.orchestrators = byName(all, 'orchestrator');
    this.activities = byName(all, 'activity');
  }

  ofKind(kind: FunctionKind): FunctionDefinition[] {
    return this.all.filter((definition) => definition.kind === kind);
  }

  find(name: string): FunctionDefinition | undefined {
    return this.all.find((definition) => definition.name.toLowerCase() === name.toLowerCase());
  }

  hasActivity(name: string): boolean {
    return this.activities.has(name.toLowerCase());
  }

  hasOrchestrator(name: string): boolean {
    return this.orchestrators.has(name.toLowerCase());
  }
}

/**
 * Turns what the app registered into definitions.
 * @throws {HostError} FUNCTION_UNSUPPORTED naming every function with the binding or option this host does not run.
 */
export function createFunctionTable(registered: readonly FunctionMetadata[]): FunctionTable {
  const complaints = registered.flatMap(complaintsAbout);
  if (complaints.length > 0) {
    throw new HostError(
      'FUNCTION_UNSUPPORTED',
      `Cannot start the app:\n${complaints.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  return new FunctionTable(registered.map(definitionOf));
}

function definitionOf({ name, bindings }: FunctionMetadata): FunctionDefinition {
  const entries = Object.entries(bindings);
  const [triggerName, trigger] = entries.find(([, binding]) => isTrigger(binding)) ?? ['', noTrigger];
  return {
    name,
    kind: supportedTriggers[trigger.type]?.kind ?? 'activity',
    triggerName,
    trigger,
    clientInputs: entries
      .filter(([, { type }]) => supportedInputs.includes(type))
      .map(([inputName]) => inputName),
  };
}

const noTrigger: BindingMetadata = { type: 'none', direction: 'in' };

function complaintsAbout({ name, bindings, retryOptions }: FunctionMetadata): string[] {
  const inFunction = (complaint: string) => `function '${name}': ${complaint}`;
  const complaints = Object.values(bindings).flatMap((binding) => bindingComplaints(binding).map(inFunction));
  if (retryOptions !== undefined)
    complaints.push(inFunction(`option '${refusedFunctionOption}' is not supported by the local host`));
  return complaints;
}

function bindingComplaints(binding: BindingMetadata): string[] {
  const { type, direction } = binding;
  const notSupported = (what: string) => `${what} is not supported by the local host`;
  if (direction === 'out' && !supportedOutputs.includes(type))
    return [notSupported(`output binding '${type}'`)];
  const isInput = direction !== 'out' && !isTrigger(binding);
  if (isInput && !supportedInputs.includes(type)) return [notSupported(`input binding '${type}'`)];
  const trigger = isTrigger(binding) ? supportedTriggers[type] : undefined;
  if (isTrigger(binding) && trigger === undefined) return [notSupported(`trigger '${type}'`)];
  const known = [...commonOptions, ...(trigger?.options ?? [])];
  return Object.entries(binding)
    .filter(([option, value]) => value !== undefined && !known.includes(option))
    .map(([option]) => notSupported(`option '${option}' of '${type}'`));
}

function isTrigger({ type }: BindingMetadata): boolean {
  return type.toLowerCase().endsWith('trigger');
}

function byName(all: readonly FunctionDefinition[], kind: FunctionKind): Map<string, FunctionDefinition> {
  return new Map(
    all.filter((definition) => definition.kind === kind).map((each) => [each.name.toLowerCase(), each]),
  );
}
