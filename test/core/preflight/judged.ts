/** Judges a case as the product would: its estate is written as the management API's JSON, and read back. */
import { ESTATE_REQUESTS } from '../../../shared/adapters/estate/estate-requests';
import { type Finding, judgeEstate } from '../../../shared/core/preflight/judge';
import { type Reading, questionKey } from '../../../shared/core/preflight/question';
import type { Known } from '../../../tools/emulator/estates/estate';
import { wireBody } from '../../../tools/emulator/estates/wire-body';
import { writeJson } from '../../../tools/emulator/wire/json';
import { type Case, NOW } from '../../../tools/estates/cases';

/** What is read of an answer that was written. */
export function throughWire({ question, value }: Known): Known['value'] {
  const body = JSON.parse(writeJson(wireBody(question, value))) as { value?: unknown };
  const { read, list } = ESTATE_REQUESTS[question.kind];
  return read.parse(list ? body.value : body);
}

/** Everything that is known of an estate; the others are read as absent. */
export function readingsOf({ plan, estate }: Case): Map<string, Reading> {
  const readings = new Map<string, Reading>(
    [...estate].map(([key, known]) => [key, { kind: 'read', value: throughWire(known), asOf: NOW }]),
  );
  for (let round = 0; round < 30; round += 1) {
    const { open } = judgeEstate(plan, readings);
    if (open.length === 0) return readings;
    for (const question of open) readings.set(questionKey(question), { kind: 'absent', asOf: NOW });
  }
  throw new Error('questions were still open after 30 rounds');
}

export function judge(one: Case): readonly Finding[] {
  return judgeEstate(one.plan, readingsOf(one)).findings;
}

export function outcomeOf(one: Case, id: string): Finding['outcome'] {
  const finding = judge(one).find(({ row }) => row.id === id);
  if (finding === undefined) throw new Error(`there is no row ${id}`);
  return finding.outcome;
}

/** Ids of the rows about networks in a state. */
export function networkRowsThatAre(one: Case, state: Finding['outcome']['state']): string[] {
  return judge(one)
    .filter(({ row, outcome }) => outcome.state === state && /^(?:TOP|NET|NSG)-/.test(row.id))
    .map(({ row }) => row.id);
}
