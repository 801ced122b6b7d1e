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

/** The app's functions; names are compared without regard to case, as the Functions host does, and no two are the same. */
export class FunctionTable implements CallableFunctions {
  private readonly byName: ReadonlyMap<string, FunctionDefinition>;

  constructor(readonly all: readonly FunctionDefinition[]) {
    this.byName = new Map(all.map((definition) => [definition.name.toLowerCase(), definition]));
  }

  ofKind(kind: FunctionKind): FunctionDefinition[] {
    return this.all.filter((definition) => definition.kind === kind);
  }

  find(name: string): FunctionDefinition | undefined {
    return this.byName.get(name.toLowerCase());
  }

  hasActivity(name: string): boolean {
    return this.find(name)?.kind === 'activity';
  }

  hasOrchestrator(name: string): boolean {
    return this.find(name)?.kind === 'orchestrator';
  }
}

/**
 * Turns what the app registered into definitions.
 * @throws {HostError} FUNCTION_UNSUPPORTED naming every function with the binding or option this host does not run.
 */
export function createFunctionTable(registered: readonly FunctionMetadata[]): FunctionTable {
  const complaints = registered.flatMap(complaintsAbout);
  if (complaints.length > 0)
    throw new HostError('FUNCTION_UNSUPPORTED', ['Cannot start the app:', ...complaints].join('\n  - '));
  return new FunctionTable(registered.flatMap(definitionOf));
}

/** One definition: every function has one trigger. */
function definitionOf({ name, bindings }: FunctionMetadata): FunctionDefinition[] {
  const entries = Object.entries(bindings);
  const clientInputs = entries.filter(([, { type }]) => supportedInputs.includes(type)).map(([key]) => key);
  return entries.flatMap(([triggerName, trigger]) => {
    const kind = supportedTriggers[trigger.type]?.kind;
    return kind === undefined ? [] : [{ name, kind, triggerName, trigger, clientInputs }];
  });
}

function complaintsAbout({ name, bindings, retryOptions }: FunctionMetadata): string[] {
  const unsupported = Object.values(bindings).flatMap(unsupportedIn);
  if (retryOptions !== undefined) unsupported.push(`option '${refusedFunctionOption}'`);
  return unsupported.map((what) => `function '${name}': ${what} is not supported by the local host`);
}

function unsupportedIn(binding: BindingMetadata): string[] {
  const { type } = binding;
  const { role, isSupported } = roleOf(binding);
  if (!isSupported) return [`${role} '${type}'`];
  const known = [...commonOptions, ...(supportedTriggers[type]?.options ?? [])];
  return Object.keys(binding)
    .filter((option) => !known.includes(option))
    .map((option) => `option '${option}' of '${type}'`);
}

function roleOf({ type, direction }: BindingMetadata): { role: string; isSupported: boolean } {
  if (type.toLowerCase().endsWith('trigger'))
    return { role: 'trigger', isSupported: type in supportedTriggers };
  if (direction === 'out') return { role: 'output binding', isSupported: supportedOutputs.includes(type) };
  return { role: 'input binding', isSupported: supportedInputs.includes(type) };
}
