/** Pseudonyms judge as the originals do, and tell nothing of them. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  maskHost,
  maskId,
  maskRequest,
  maskServer,
  maskShare,
  maskText,
  maskUrl,
} from '../../cli/preflight/mask-texts';
import { type Pseudonyms, createPseudonyms } from '../../cli/preflight/pseudonyms';
import { NOT_PUBLIC } from '../../shared/core/preflight/place';
import { intersect, minus, parsePrefix } from '../../shared/core/preflight/spans';

const keyed = (seed: number): Pseudonyms =>
  createPseudonyms(createHash('sha256').update(String(seed)).digest());
const give = keyed(1);

const byte = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const prefix = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([one, bits]) => {
  const { from } = parsePrefix(`${one}/${bits}`)!;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(from / 2 ** shift) % 256).join('.')}/${bits}`;
});
const holds = (a: string, b: string) => minus([parsePrefix(b)!], [parsePrefix(a)!]).length === 0;
const isPublic = (one: string) => intersect([parsePrefix(one)!], NOT_PUBLIC).length === 0;

describe('addresses', () => {
  test('are in the prefixes that hold them, and in no other', () => {
    fc.assert(
      fc.property(
        prefix,
        prefix,
        address,
        fc.integer({ min: 0, max: 32 }),
        fc.integer(),
        (a, b, one, bits, seed) => {
          const pseudonyms = keyed(seed);
          const around = `${one}/${bits}`;
          for (const [outer, inner] of [
            [a, b],
            [a, one],
            [around, one],
          ] as const)
            expect(holds(pseudonyms.address(outer), pseudonyms.address(inner))).toBe(holds(outer, inner));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('that are public stay public, and the others stay as they are', () => {
    fc.assert(
      fc.property(prefix, (one) => {
        if (isPublic(one)) expect(isPublic(give.address(one))).toBe(true);
        if (minus([parsePrefix(one)!], NOT_PUBLIC).length === 0) expect(give.address(one)).toBe(one);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['10.1.0.0/16', '172.16.3.4', '192.168.0.0/16', '168.63.129.16', '0.0.0.0/0', '169.254.169.254'])(
    '%s identifies nobody, and stays',
    (one) => expect(give.address(one)).toBe(one),
  );

  test('that are public are hidden for nearly every key', () => {
    const same = Array.from({ length: 200 }, (_, seed) => keyed(seed).address('203.0.113.7')).filter(
      (one) => one === '203.0.113.7',
    );
    expect(same.length).toBeLessThan(3);
  });
});

describe('paths', () => {
  const KEPT = ['backup', 'backups', 'bak', 'trn', 'diff', 'log', 'final'];
  const text = (letters: string) =>
    fc.string({ unit: fc.constantFrom(...Array.from(letters)), minLength: 1, maxLength: 12 });
  const word = fc.oneof(
    text('abfinklotz019_-'),
    fc.constantFrom(...KEPT),
    fc.tuple(fc.constantFrom(...KEPT), text('alz')).map((parts) => parts.join('')),
  );
  const pathOf = (words: fc.Arbitrary<string>) =>
    fc
      .array(fc.tuple(words, fc.constantFrom('/', '.')), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.flat().join('').slice(0, -1));

  test('are below the folders that their originals are below, and below no other', () => {
    fc.assert(
      fc.property(pathOf(word), pathOf(word), fc.nat(60), fc.integer(), (a, b, cut, seed) => {
        const mask = (one: string) => keyed(seed).path(one);
        const folder = a.slice(0, a.indexOf('/', cut) + 1);
        expect(mask(a).startsWith(mask(folder))).toBe(true);
        expect(mask(a).startsWith(`${mask(b)}/`)).toBe(a.startsWith(`${b}/`));
        expect(mask(a) === mask(b)).toBe(a === b);
      }),
      { numRuns: 500 },
    );
  });

  test('of words that are not kept, and cannot become so, begin the same when their originals do', () => {
    const path = pathOf(text('abklotz019-').map((rest) => `_${rest}`));
    fc.assert(
      fc.property(path, path, fc.nat(60), fc.integer(), (a, b, cut, seed) => {
        const mask = (one: string) => keyed(seed).path(one);
        expect(mask(a).startsWith(mask(a.slice(0, cut)))).toBe(true);
        expect(mask(a).startsWith(mask(b))).toBe(a.startsWith(b));
      }),
      { numRuns: 500 },
    );
  });

  test('keep a word as a whole or not at all, and of all words of three letters none becomes one, nor do two become one', () => {
    fc.assert(
      fc.property(word, fc.integer(), (one, seed) => {
        expect(KEPT.includes(keyed(seed).path(one))).toBe(KEPT.includes(one));
      }),
    );
    const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
    const words = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `${a}${b}${c}`)));
    const masked = words.map((one) => give.path(one));
    expect(new Set(masked).size).toBe(words.length);
    expect(words.filter((_, at) => KEPT.includes(masked[at]!))).toEqual(['bak', 'log', 'trn']);
  });

  test.each([
    'finance',
    'backoffice',
    'logistics',
    'differ',
    'trnava',
    'baker',
    'finals',
    'final2',
    'final_x',
  ])('%s does not begin as a kept word does', (name) => {
    const kept = Array.from({ length: 200 }, (_, seed) => keyed(seed).path(name).slice(0, 3)).filter(
      (beginning) => beginning === name.slice(0, 3),
    );
    expect(kept).toEqual([]);
  });

  test.each(['backup', 'Backups', 'x/backup/y', 'full.bak', 'a.final.trn', 'd.diff', 'l.log'])(
    '%s keeps the words that rows look for',
    (one) => {
      const words = one.match(/backups?|\.bak|\.final\.trn|\.diff|\.log/gi) ?? [];
      for (const word of words) expect(give.path(one)).toContain(word);
    },
  );

  test('keep their case', () => {
    const masked = give.path('Sales/Monday.bak');
    expect(masked).toMatch(/^[A-Z][a-z]{4}\/[A-Z][a-z]{5}\.bak$/);
    expect(masked.toLowerCase()).toBe(give.path('sales/monday.bak'));
  });
});

describe('texts', () => {
  const guid = '8a7f1a64-1c3e-4d0e-9f57-0a3f5f1f2b11';

  test('an id keeps its types, and the names that Azure gives', () => {
    const id = `/subscriptions/${guid}/resourceGroups/contoso-prod/providers/Microsoft.Network/virtualNetworks/hub-we/subnets/GatewaySubnet`;
    expect(maskId(id, keyed(2))).toBe(
      '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/resourcegroup1/providers/Microsoft.Network/virtualNetworks/virtualnetwork1/subnets/GatewaySubnet',
    );
  });

  test('one name has one pseudonym wherever it stands, whatever its case', () => {
    const pseudonyms = keyed(3);
    const [, , , , group = ''] = maskId(`/subscriptions/${guid}/resourceGroups/Contoso`, pseudonyms).split(
      '/',
    );
    expect(maskHost('CONTOSO.blob.core.windows.net', pseudonyms)).toBe(`${group}.blob.core.windows.net`);
    expect(maskUrl('https://contoso.blob.core.windows.net/sql/', pseudonyms)).toContain(
      `https://${group}.blob.core.windows.net/`,
    );
  });

  test.each([
    [() => maskServer('SQL01\\SALES,1433', keyed(4)), /^hosts?1\\sqlinstance1,1433$/],
    [() => maskServer('tcp:hrsql.zurich.contoso.com', keyed(4)), /^tcp:host1\.host2\.host3\.com$/],
    [() => maskServer('HRSQL01, TAILSPIN02', keyed(4)), /^host1$/],
    [() => maskServer('HRSQL01,wingtip', keyed(4)), /^host1$/],
    [() => maskServer('HRSQL01,1433;Password=x', keyed(4)), /^host1$/],
    [() => maskServer('HRSQL01,143300', keyed(4)), /^host1$/],
    [() => maskServer('hrsql:payroll', keyed(4)), /^host1$/],
    [
      () => maskServer('np:\\\\hrsql\\pipe\\sql', keyed(4)),
      /^np:\\\\sqlinstance1\\sqlinstance2\\sqlinstance3$/,
    ],
    [() => maskServer('fe80::dead:beef', keyed(4)), /^host1$/],
    [() => maskHost('hrsql:1433', keyed(4)), /^host1:1433$/],
    [() => maskHost('hrsql:payroll', keyed(4)), /^host1$/],
    [
      () => maskShare('\\\\files.contoso.local\\backup\\Orders', keyed(4)),
      /^\\\\host1\.host2\.local\\folder1\\folder2$/,
    ],
    [
      () => maskRequest(`/subscriptions/${guid}/providers/Microsoft.Sql?api-version=2021-04-01`, keyed(4)),
      /\?api-version=2021-04-01$/,
    ],
    [() => maskText('2a01:4f8::/32', keyed(4)), /^2001:db8::\/32$/],
    [
      () => maskUrl('http://127.0.0.1:10000/devstoreaccount1/sales', keyed(4)),
      /^http:\/\/127\.0\.0\.1:10000\/storageaccount1\/[a-z]{5}$/,
    ],
    [() => maskText('Ready', keyed(4)), /^Ready$/],
    [() => maskText('VirtualNetwork', keyed(4)), /^VirtualNetwork$/],
  ])('case %#', (mask, wanted) => expect(mask()).toMatch(wanted));

  test('the filter of a request is masked as the principal is elsewhere', () => {
    const pseudonyms = keyed(5);
    const masked = maskRequest(
      `/subscriptions/${guid}/providers/Microsoft.Authorization/roleAssignments?api-version=1&$filter=${encodeURIComponent(`assignedTo('${guid}')`)}`,
      pseudonyms,
    );
    expect(decodeURIComponent(masked)).toContain(`$filter=assignedTo('${pseudonyms.guid(guid)}')`);
    expect(masked).not.toContain(guid);
  });

  test('the table leads back', () => {
    const pseudonyms = keyed(6);
    const shown = [
      pseudonyms.name('contoso', 'group'),
      pseudonyms.guid(guid),
      pseudonyms.address('8.8.8.8'),
      pseudonyms.path('sales'),
    ];
    const table = pseudonyms.table();
    expect(shown.map((one) => table[one] ?? one)).toEqual(['contoso', guid, '8.8.8.8', 'sales']);
  });
});
