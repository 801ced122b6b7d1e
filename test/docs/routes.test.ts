/** Routes and who may call them: the table, the app, the contract and the pages say the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { ownContract } from '../../shared/api/own-contract';
import { mayCall, type Need } from '../../shared/api/routes';
import { ROLES } from '../../shared/core/access/roles';
import { readSignIn } from '../../shared/core/access/sign-in-settings';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { contract, operations, registered, routes } from './contract';
import { codeSpans, read, ROOT, tableRows } from './support';

const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort();
// The verbs stand in the contract, in the help of the command and on the page of the sign-in.
const verbs = OPERATOR_VERBS.map(({ operationId }) => operationId);

test('the app registers exactly the routes of the table', () => {
  expect(sorted(registered())).toEqual(sorted(routes().map(({ id }) => id)));
  expect(routes().length).toBeGreaterThan(20);
});

test('a verb is called at its own name', () => {
  const called = routes().filter(({ id }) => verbs.includes(id));
  expect(sorted(called.map(({ id, method, path }) => [id, method, path]))).toEqual(
    sorted(OPERATOR_VERBS.map(({ operationId, verb }) => [operationId, 'POST', `/migrations/{id}/${verb}`])),
  );
});

test('the contract has exactly the routes of the table, under the same names and with the same needs', () => {
  expect(sorted(operations())).toEqual(sorted(routes()));
});

test('every route that needs a token says where one comes from', () => {
  const securities = [
    contract.security,
    ...Object.values(contract.paths).flatMap((item) => Object.values(item).map((one) => one.security)),
  ].filter((one): one is readonly object[] => Array.isArray(one) && one.length > 0);
  expect(securities.length).toBeGreaterThan(20);
  const schemes = securities.map((one) => [...new Set(one.flatMap(Object.keys))]);
  expect(new Set(schemes.map((names) => names.join(' ')))).toEqual(new Set(['token entra']));
});

describe('the sign-in of the contract', () => {
  const asked = (text: string) => {
    const { flows } = (parseYaml(text) as typeof contract).components.securitySchemes?.entra as {
      flows: Record<string, { authorizationUrl?: string; tokenUrl: string; scopes: object }>;
    };
    return Object.entries(flows).map(([flow, { authorizationUrl, tokenUrl, scopes }]) => [
      flow,
      [authorizationUrl, tokenUrl].filter((url) => url !== undefined),
      Object.keys(scopes),
    ]);
  };
  const flowsAt = (place: string, uri: string) => [
    [
      'authorizationCode',
      [`${place}/oauth2/v2.0/authorize`, `${place}/oauth2/v2.0/token`],
      [`${uri}/.default`],
    ],
    ['clientCredentials', [`${place}/oauth2/v2.0/token`], [`${uri}/.default`]],
  ];
  const TENANT = '11111111-1111-1111-1111-111111111111';
  const CLIENT = '22222222-2222-2222-2222-222222222222';

  test.each<[settings: Parameters<typeof readSignIn>[0], place: string, uri: string]>([
    [
      { SignInTenant: TENANT, SignInAudience: CLIENT },
      `https://login.microsoftonline.com/${TENANT}`,
      `api://${CLIENT}`,
    ],
    [
      {
        SignInTenant: `${TENANT},${CLIENT}`,
        SignInAudience: `api://contoso.com/cutover ${CLIENT}`,
        SignInAuthority: 'https://login.microsoftonline.us',
      },
      `https://login.microsoftonline.us/${TENANT}`,
      'api://contoso.com/cutover',
    ],
  ])('is that of the app: %j', (settings, place, uri) => {
    const reading = readSignIn(settings, false);
    if (reading.kind !== 'on') throw new Error('the settings are wrong');
    expect(asked(ownContract(read('openapi.yaml'), reading.settings))).toEqual(flowsAt(place, uri));
  });

  test('names nobody where no token is asked for', () => {
    const text = read('openapi.yaml');
    expect(ownContract(text, undefined)).toBe(text);
    const nobody = '00000000-0000-0000-0000-000000000000';
    expect(asked(text)).toEqual(flowsAt(`https://login.microsoftonline.com/${nobody}`, `api://${nobody}`));
  });
});

test('the table of docs/api.md has exactly the routes of the app, and one line for the operator verbs', () => {
  const listed = tableRows(read('docs/api.md')).map(([route]) => codeSpans(route ?? '')[0]);
  expect([...listed].sort()).toEqual(
    routes()
      .filter(({ id }) => !verbs.includes(id))
      .map(({ method, path }) => `${method} /api${path}`)
      .concat('POST /api/migrations/{id}/<verb>')
      .sort(),
  );
});

test('every parameter in braces is declared', () => {
  for (const { path } of operations())
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect([path, name]).toEqual([path, 'id']);
});

const MARKED = /(<!-- routes: [^\n]*-->\n\n)([^]*?)(<!-- \/routes -->)/;

function rowsText(): string {
  const headings = ['route', ...ROLES.map((role) => `\`${role}\``)];
  const rows = routes().map(({ method, path, needs }) => [
    `\`${method} /api${path}\``,
    ...ROLES.map((role) => mark(needs, mayCall({ roles: [role] }, needs))),
  ]);
  return [headings, headings.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
    .concat('\n');
}

function mark(needs: Need, may: boolean): string {
  if (needs === 'nothing') return 'anyone';
  if (needs === 'signIn') return 'any sign-in';
  return may ? 'yes' : '';
}

/** Prettier aligns the columns of a table; the words count. */
function words(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}

test('docs/sign-in.md says what the table says; if not, run `npm run docs`', () => {
  const page = read('docs/sign-in.md');
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, 'docs/sign-in.md'),
      page.replace(MARKED, (_all, before: string, _old, after: string) => before + rowsText() + after),
    );
  else expect(words(MARKED.exec(page)?.[2] ?? '')).toBe(words(rowsText()));
});

test('no route begins with what the Functions host keeps for itself', () => {
  // Azure/azure-functions-host, ScriptHost: "The specified route conflicts with one or more built in routes."
  for (const { path } of routes()) expect(path).not.toMatch(/^\/(?:admin|runtime)/i);
});
