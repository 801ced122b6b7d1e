import {
  fileNameIn,
  findingsIn,
  reasonsIn,
  unreadableCount,
} from '../../../shared/adapters/engine-text/findings';

describe('reasons in values of any shape', () => {
  test.each<[string, unknown, string[]]>([
    ['a text', ' no space ', ['no space']],
    ['a list', ['a', ['b']], ['a', 'b']],
    ['a number', 2, ['2']],
    ['true', true, ['true']],
    ['an error', { code: 'C', message: 'm' }, ['C: m']],
    ['a code that is a number', { code: 2007, message: 'm' }, ['2007: m']],
    ['a code alone', { code: ' C ' }, ['C']],
    ['a text with what to do', { message: 'm', actionableMessage: 'do it' }, ['m do it']],
    ['the same text twice', { message: 'm', actionableMessage: 'm' }, ['m']],
    [
      'an error in errors',
      { message: 'm', details: [{ code: 'D', message: 'd' }], errors: ['e'], error: { code: 'E' } },
      ['m', 'D: d', 'e', 'E'],
    ],
    ['an envelope', { error: { code: 'C', message: 'm' } }, ['C: m']],
    ['a shape nobody knows', { why: 1 }, ['{"why":1}']],
    ['a code of another type', { code: true }, ['{"code":true}']],
    ['empty values', { code: '', message: null, details: [] }, []],
    ['an empty object', {}, []],
    ['a blank', ' ', []],
    ['false', false, []],
    ['null', null, []],
    ['nothing', undefined, []],
  ])('%s', (_name, value, expected) => expect(reasonsIn(value)).toEqual(expected));

  test('code and text stay apart', () => {
    expect(findingsIn({ code: 2007, message: 'm' })).toEqual([{ code: '2007', message: 'm' }]);
  });

  test.each([
    [{ why: 'AccountKey="HUSH"' }],
    [{ deep: [{ why: "password: 'HUSH'" }] }],
    [{ password: 'HUSH' }],
    [{ message: 'sig=HUSH', details: ['https://h/p?sig=HUSH'] }],
    ['https://h/p?sig=HUSH'],
  ])('secrets in %j are hidden', (value) => {
    expect(reasonsIn(value).join(' ')).toContain('[hidden]');
    expect(reasonsIn(value).join(' ')).not.toContain('HUSH');
  });
});

test.each<[unknown, string]>([
  ['a.trn', 'a.trn'],
  [{ name: 'a.trn' }, 'a.trn'],
  [{ name: 1 }, '{"name":1}'],
  [{ file: 'a' }, '{"file":"a"}'],
  [null, 'null'],
  [7, '7'],
])('the file in %j is %s', (value, name) => expect(fileNameIn(value)).toBe(name));

test.each<[unknown, string[]]>([
  [undefined, []],
  [null, []],
  [0, []],
  [3, []],
  ['3', []],
  [-1, ['queued: -1']],
  [1.5, ['queued: 1.5']],
  ['many', ['queued: "many"']],
  [{}, ['queued: {}']],
])('a count of %j: %j', (value, reasons) => expect(unreadableCount('queued', value)).toEqual(reasons));
