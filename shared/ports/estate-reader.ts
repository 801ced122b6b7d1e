/** Reads the resources around a migration: networks, accounts, instances, services, rights. Never writes. */
import type { Question, Reading } from '../core/preflight/question';

/** Answers questions about an estate. */
export interface EstateReader {
  /** Asks one question. Never throws: trouble is a reading. */
  read(question: Question): Promise<Reading>;
}
