/** What a service answers to a request, cut to what the control row and the journal keep. */
import type { ChangeAnswer } from '../core/engine/change-answer';
import { clip } from '../core/text';
import type { MigrationEngine } from '../ports/migration-engine';

const CODE_CHARS = 200;
const REASON_CHARS = 2_000;

/** An engine whose answers to requests have a code of at most 200 characters, and texts of at most 2,000 (G7). */
export function withBoundedAnswers(engine: MigrationEngine): MigrationEngine {
  return {
    read: (...args) => engine.read(...args),
    create: async (...args) => bounded(await engine.create(...args)),
    cutover: async (...args) => bounded(await engine.cutover(...args)),
    cancel: async (...args) => bounded(await engine.cancel(...args)),
    retry: async (...args) => bounded(await engine.retry(...args)),
    readTargetDatabase: (...args) => engine.readTargetDatabase(...args),
    discover: (...args) => engine.discover(...args),
  };
}

function bounded(answer: ChangeAnswer): ChangeAnswer {
  switch (answer.kind) {
    case 'accepted':
      return answer;
    case 'refused': {
      const { code, message } = answer;
      return { ...answer, code: clip(code, CODE_CHARS), message: clip(message, REASON_CHARS) };
    }
    case 'unknown':
    case 'notSent':
      return { ...answer, reason: clip(answer.reason, REASON_CHARS) };
  }
}
