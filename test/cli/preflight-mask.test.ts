/** A masked export of every estate that is proved on judges as the estate itself, row for row, and names nothing of it. */
import { createHash } from 'node:crypto';
import { maskAnswer, maskFacts, maskRegistration } from '../../cli/preflight/mask-estate';
import { createPseudonyms } from '../../cli/preflight/pseudonyms';
import { createEstateReader, type EstateSource } from '../../shared/adapters/estate/arm-estate-reader';
import { keepingSource } from '../../shared/adapters/estate/arm-estate-source';
import type { RecordedAnswer } from '../../shared/adapters/estate/recorded-estate';
import { readRegistration } from '../../shared/api/registration-body';
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import type { Registration } from '../../shared/core/migration/registration';
import type { PreflightPlan } from '../../shared/core/preflight/plan';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import { type Case, HEALTHY, NOW } from '../../tools/estates/cases';
import { MUTANTS } from '../../tools/estates/proofs';
import { estateSource } from '../../tools/estates/through-wire';

const RULES = {
  engines: ENGINE_KINDS,
  backupHosts: { patterns: ['*.*.*.*.*'], loopback: true },
  leastPoll: 1,
  registeredBy: 'test',
  now: NOW,
};

type Migration = PreflightPlan['migration'] & Pick<Registration, 'preflight'>;
type Row = readonly [id: string, state: string, severity: string];

const OPERATOR = '0f3c2a11-0000-4000-8000-000000000002';

interface Judged {
  readonly rows: readonly Row[];
  readonly kept: readonly RecordedAnswer[];
  readonly registration: Migration;
  readonly facts: unknown;
}

async function judge(plan: PreflightPlan, source: EstateSource): Promise<readonly Row[]> {
  const { findings } = await runPreflight(plan, { reader: createEstateReader(source), readings: new Map() });
  return findings.map(({ row, outcome, severity }) => [row.id, outcome.state, severity]);
}

/** Judges a case, and what a masked export of it holds. */
async function both(
  one: Case,
  seed: string,
): Promise<{ readonly plain: readonly Row[]; readonly masked: Judged }> {
  const give = createPseudonyms(createHash('sha256').update(seed).digest());
  const kept: RecordedAnswer[] = [];
  const source = keepingSource(estateSource(one.estate), (recorded, kind) =>
    kept.push(maskAnswer(recorded, kind, give)),
  );
  const plain = await judge(one.plan, source);
  const { migration, notes, sas, backups, status, tailName, now } = one.plan;
  const registration = maskRegistration({ ...migration, preflight: notes }, give) as Migration;
  const caller = { runs: 'command', objectId: OPERATOR, name: 'ada@shop.example' } as const;
  const facts = maskFacts({ caller, sas, backups }, give);
  const plan = {
    migration: registration,
    notes: registration.preflight ?? {},
    ...facts,
    status,
    ...(tailName !== undefined && { tailName: give.path(tailName) }),
    now,
  };
  return { plain, masked: { rows: await judge(plan, sourceOf(kept)), kept, registration, facts } };
}

const keyOf = (request: string) => decodeURIComponent(request).toLowerCase();

/** As a recorded estate answers; here without a folder. */
function sourceOf(kept: readonly RecordedAnswer[]): EstateSource {
  const answers = new Map(kept.map((one) => [keyOf(one.request), one]));
  return {
    read(path) {
      const found = answers.get(keyOf(path));
      if (found === undefined) throw new Error(`${path} was not kept`);
      const { status, body } = found;
      const { error } = (body ?? {}) as {
        readonly error?: { readonly code: string; readonly message: string };
      };
      const answer = {
        kind: 'answer',
        status,
        json: body,
        emptyBody: false,
        bodyText: JSON.stringify(body),
        ...(error && { error }),
      } as const;
      return Promise.resolve({ answer, asOf: NOW });
    },
  };
}

/** What the estates call their things; shorter words are parts of Azure's. */
const NAMES =
  /shop|0f3c2a11-0000-4000|vnet-|nsg-|to-site|\bgw\b|rt-dms|SQL01|11111111-1111|22222222-2222|old-dms|198\.51\.100|family-1|files\.|CutoverSecret_(?!Masked)/i;

const namedIn = ({ kept, registration, facts }: Judged) =>
  NAMES.exec([JSON.stringify(kept), JSON.stringify(registration), JSON.stringify(facts)].join(' '))?.[0];

const CASES: readonly (readonly [string, () => Case])[] = [
  ...Object.entries(HEALTHY),
  ...MUTANTS.map(({ row, what, healthy, change }) => {
    const make = (): Case => {
      const one = healthy();
      change(one);
      return one;
    };
    return [`${row}: ${what}`, make] as const;
  }),
];

test('there are estates to mask', () => expect(CASES.length).toBeGreaterThan(120));

test.each(Object.entries(HEALTHY))('the masked registration of %s is one', async (name, make) => {
  const { registration } = (await both(make(), name)).masked;
  const { create, ...rest } = registration;
  const given = create === undefined ? undefined : { ...create, engine: undefined };
  const body = JSON.parse(JSON.stringify({ ...rest, create: given })) as unknown;
  expect(readRegistration(body, RULES).backups).toEqual(registration.backups);
});

test.each(CASES)('%s', async (name, make) => {
  const { plain, masked } = await both(make(), name);
  expect(masked.rows).toEqual(plain);
  expect(namedIn(masked)).toBeUndefined();
});
