import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hostJsonSchema } from '../app/host-json';
import { refusedCalls } from '../durable/actions';
import {
  refusedFunctionOption,
  refusedSetupOption,
  refusedWebhooks,
  supportedInputs,
  supportedOutputs,
  supportedTriggers,
} from '../registered/supported';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

interface Described {
  properties?: Record<string, Described>;
}

/** The path of every option in a description, with dots between the names. */
function optionsIn({ properties = {} }: Described): string[] {
  return Object.entries(properties).flatMap(([name, inner]) =>
    inner.properties === undefined ? [name] : optionsIn(inner).map((option) => `${name}.${option}`),
  );
}

test('says first that it is not Azure', () => {
  expect(readme.split('\n')[2]).toMatch(/^\*\*This is not Azure Functions\.\*\*/);
});

describe('the table of what is supported and refused', () => {
  const codeSpans = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '').sort();
  const section = /## Supported and refused\n([^]*?)\n## /.exec(readme)?.[1] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, what = '', supported, refused]) => ({
      what: what.replaceAll('`', ''),
      supported: codeSpans(supported),
      refused: codeSpans(refused),
    }));

  /** What the code knows, row by row; a row that is not here names nothing of the code. */
  const known: Record<string, { supported?: readonly string[]; refused?: readonly string[] }> = {
    triggers: { supported: Object.keys(supportedTriggers) },
    inputs: { supported: supportedInputs },
    outputs: { supported: supportedOutputs },
    ...Object.fromEntries(
      Object.entries(supportedTriggers)
        .filter(([, { options }]) => options.length > 0)
        .map(([trigger, { options }]) => [trigger, { supported: options }]),
    ),
    'every function': { refused: [refusedFunctionOption] },
    'app.setup': { refused: [refusedSetupOption] },
    orchestrations: {
      refused: [...new Set(Object.values(refusedCalls).map((refusal) => refusal?.call ?? ''))],
    },
    'client API': { refused: refusedWebhooks },
    'host.json': { supported: optionsIn(z.toJSONSchema(hostJsonSchema, { io: 'input' }) as Described) },
  };

  test('has a row for every list of the code', () => {
    expect(rows.length).toBeGreaterThan(9);
    expect(rows.map(({ what }) => what)).toEqual(expect.arrayContaining(Object.keys(known)));
  });

  test.each(rows)('says of $what what the code says, no more and no less', ({ what, supported, refused }) => {
    const row = known[what] ?? {};
    expect({ supported, refused }).toEqual({
      supported: [...(row.supported ?? [])].sort(),
      refused: [...(row.refused ?? [])].sort(),
    });
  });
});
