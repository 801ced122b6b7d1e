import type { BindingMetadata } from '../wire/messages';

/** What starts a function of the supported subset. */
export type FunctionKind = 'http' | 'timer' | 'blob' | 'eventGrid' | 'orchestrator' | 'activity';

/** A registered function the host can run. */
export interface FunctionDefinition {
  name: string;
  kind: FunctionKind;
  /** The name of the trigger's binding, under which its data is sent. */
  triggerName: string;
  trigger: BindingMetadata;
  /** Names of the `durableClient` inputs. */
  clientInputs: string[];
}
