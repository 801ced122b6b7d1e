/** Signatures as the Standard Webhooks specification has them. */
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
