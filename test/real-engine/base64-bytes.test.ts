import { type JsonData, fromJson, toJson } from '../../tools/real-engine/base64-bytes';
import type { TypedData } from '../../tools/localhost/wire/typed-data';

const bytes = Buffer.from([0, 159, 255]);

test.each<[what: string, value: Omit<TypedData, 'modelBindingData'>]>([
  ['nothing', {}],
  ['a text', { string: 'text' }],
  ['no text', { string: '' }],
  ['a number', { double: 0 }],
  ['bytes', { bytes }],
  ['no bytes', { bytes: Buffer.of() }],
  [
    'an HTTP message with bytes',
    { http: { statusCode: '200', headers: { bytes: 'none' }, body: { bytes } } },
  ],
  ['an HTTP message with nothing', { http: { method: 'GET', query: { content: 'x' }, body: null } }],
])('%s crosses whole', (_what, value) => {
  expect(fromJson(JSON.parse(JSON.stringify(toJson(value))) as JsonData)).toEqual(value);
});

test('a reference to a blob keeps its bytes', () => {
  const reference = { version: '1.0', source: 'AzureStorageBlobs', contentType: 'application/json' };
  expect(fromJson({ modelBindingData: { ...reference, content: bytes.toString('base64') } })).toEqual({
    modelBindingData: { ...reference, content: bytes },
  });
});
