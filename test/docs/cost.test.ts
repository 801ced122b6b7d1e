/** The costs in docs/operate.md are the computed ones; `npm run docs` writes them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costTable, monthlyCost } from './monthly-cost';
import { read, ROOT } from './support';

const MARKED = /(<!-- costs: [^\n]*-->\n\n)([^]*?)(\n<!-- \/costs -->)/;
const words = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim();

test('docs/operate.md says what a month costs; if not, run `npm run docs`', () => {
  const page = read('docs/operate.md');
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, 'docs/operate.md'),
      page.replace(MARKED, (_all, before: string, _old, after: string) => before + costTable() + after),
    );
  else expect(words(MARKED.exec(page)?.[2] ?? '')).toBe(words(costTable()));
});

test('the parts add up to the total, and more databases cost more', () => {
  const costs = [0, 5, 50, 500].map(monthlyCost);
  for (const { app, durable, ledger, backups, events, total } of costs)
    expect(app + durable + ledger + backups + events).toBeCloseTo(total);
  for (const [index, cost] of costs.entries())
    if (index > 0) expect(cost.total).toBeGreaterThan(costs[index - 1]!.total);
});

test('the always-ready instance costs what the price list says, and no more than one is busy', () => {
  // 2 GB for 2,592,000 s at 0.000004 and 0.000016.
  expect(monthlyCost(0).app).toBeCloseTo(20.74, 2);
  const executions = (databases: number) => databases * 24 * 720 * 4 * 0.4e-6;
  expect(monthlyCost(500).app - executions(500)).toBeCloseTo(20.74 + 82.94, 1);
});
