/** Signatures as the Standard Webhooks specification has them. */
import fc from 'fast-check';
import { readSigningKey, signatureHeaders } from '../../../shared/adapters/notify/sign-message';

test('the vector that the libraries of the specification are tested with', () => {
  const key = readSigningKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!;
  expect(
    signatureHeaders(key, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    }),
  ).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

/** What is used of the library of the specification. */
interface Library {
  readonly Webhook: new (secret: string) => {
    verify(body: string, headers: Readonly<Record<string, string>>): unknown;
  };
}
const { Webhook } = jest.requireActual<Library>('standardwebhooks');

describe('the library of the specification', () => {
  const NOW = Math.floor(Date.now() / 1000);

  test('verifies whatever is signed, with any key', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'binary' }),
        (bytes, name, headline) => {
          const secret = `whsec_${Buffer.from(bytes).toString('base64')}`;
          const id = `${name.replaceAll('.', '')}:12:5f2b9c0a7d31e864`;
          const body = JSON.stringify({ id, headline });
          const headers = signatureHeaders(readSigningKey(secret)!, { id, timestamp: NOW, body });
          expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
        },
      ),
    );
  });

  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = '{"id":"shop:12:5f2b9c0a7d31e864"}';
  const sign = (timestamp = NOW) =>
    signatureHeaders(readSigningKey(secret)!, { id: 'shop:12:5f2b9c0a7d31e864', timestamp, body });

  test.each([
    ['another body', `${body} `, sign(), secret],
    ['another id', body, { ...sign(), 'webhook-id': 'shop:13:5f2b9c0a7d31e864' }, secret],
    ['an old time', body, sign(NOW - 600), secret],
    ['another key', body, sign(), `whsec_${Buffer.alloc(32, 7).toString('base64')}`],
  ])('refuses %s', (_name, sent, headers, key) => {
    expect(() => new Webhook(key).verify(sent, { ...headers })).toThrow();
  });
});

const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64');

test.each([
  ['24 bytes', `whsec_${base64(24)}`, 24],
  ['64 bytes', `whsec_${base64(64)}`, 64],
  ['too short', `whsec_${base64(23)}`, undefined],
  ['too long', `whsec_${base64(65)}`, undefined],
  ['no prefix', base64(32), undefined],
  ['not Base64', 'whsec_not-a-key!', undefined],
  ['empty', '', undefined],
])('a key: %s', (_, text, length) => {
  expect(readSigningKey(text)?.length).toBe(length);
});
