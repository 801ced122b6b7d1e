/** An estate in memory: what a test has put there is read, everything else is denied. */
import {
  type Answers,
  type Question,
  type QuestionKind,
  type Reading,
  questionKey,
} from '../../shared/core/preflight/question';
import type { Clock } from '../../shared/ports/clock';
import type { EstateReader } from '../../shared/ports/estate-reader';

export class MemoryEstate implements EstateReader {
  /** Every question that was asked, in order. */
  readonly asked: string[] = [];
  private readonly answers = new Map<string, Reading>();

  constructor(private readonly clock: Clock) {}

  set<K extends QuestionKind>(kind: K, id: string, value: Answers[K], about?: string): void {
    this.put({ kind, id, about }, { kind: 'read', value, asOf: this.now() });
  }

  put(question: Question, reading: Reading): void {
    this.answers.set(questionKey(question), reading);
  }

  read(question: Question): Promise<Reading> {
    this.asked.push(questionKey(question));
    const known = this.answers.get(questionKey(question));
    return Promise.resolve(
      known ?? { kind: 'denied', action: `Microsoft.Test/${question.kind}/read`, asOf: this.now() },
    );
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
