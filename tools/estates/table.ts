/** The proofs as one table. */
import { MOST_READS } from './many-databases';
import type { MutantProof } from './prove';
import type { Proofs } from './proofs';
import { WITHOUT_MUTANT } from './without-mutant';

/** Lines to print. */
export function proofTable({ healthy, mutants, losses, reads, faults }: Proofs): readonly string[] {
  return [
    'Healthy estates',
    ...table(
      ['estate', 'met', 'told', 'asked', 'n/a', 'unmet', 'unknown', 'reads', 'verdict'],
      healthy.map(({ name, counts, reads: all, wrong }) => [
        name,
        ...[counts.met, counts.information, counts.forYou, counts.notApplicable].map(String),
        String(counts.unmet),
        String(counts.unknown),
        String(all),
        verdict(wrong.length === 0),
      ]),
    ),
    '',
    'One mutant for each rule; "lost": without how many of the readings that it rests on, over all healthy estates, it is no longer met',
    ...table(
      ['rule', 'mutant', 'unmet', 'may imply', 'lost', 'verdict'],
      mutants.map((proof) => mutantLine(proof, losses)),
    ),
    '',
    'Rules without a mutant',
    ...Object.entries(WITHOUT_MUTANT).map(([kind, ids]) => `  ${kind}: ${ids.join(', ')}`),
    '',
    `Databases of one instance, backups in one account (at most ${MOST_READS} reads)`,
    ...table(
      ['engine', 'databases', 'reads', 'other requests', 'verdict'],
      reads.map(({ engine, databases, reads: all, others, wrong }) => [
        engine,
        String(databases),
        String(all),
        String(others),
        verdict(all <= MOST_READS && others === 0 && wrong.length === 0),
      ]),
    ),
    '',
    ...(faults.length === 0
      ? ['Nothing is off.']
      : [`${faults.length} are off:`, ...faults.map((one) => `  ${one}`)]),
  ];
}

function mutantLine({ mutant, unmet, implied, faults }: MutantProof, losses: Proofs['losses']): string[] {
  const loss = losses.get(mutant.row);
  const dropped =
    loss === undefined ? 'rests on none' : `${loss.readings - loss.survived.length} of ${loss.readings}`;
  const others = implied.length > 4 ? `${implied.length} rows` : implied.join(' ');
  return [
    mutant.row,
    mutant.what,
    unmet.join(' '),
    others || '-',
    dropped,
    verdict(faults.length === 0 && (loss?.survived.length ?? 0) === 0),
  ];
}

function verdict(good: boolean): string {
  return good ? 'ok' : 'OFF';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
