/** The estate around the migrations: what the emulator answers when it is asked about networks, accounts, services, rights. */
import type { Question } from '../../../shared/core/preflight/question';
import type { JsonObject } from '../wire/json';

/** One answer, as the management API gives it. */
export interface EstateAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** Answers questions about an estate. */
export interface ServedEstate {
  /**
   * Undefined when the estate has no such resource.
   *
   * @param request path and query as sent
   */
  answer(question: Question, request: string): Promise<EstateAnswer | undefined>;
}
