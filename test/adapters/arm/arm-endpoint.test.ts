import {
  InvalidArmEndpointError,
  parseArmEndpoint,
  resolveArmUrl,
} from '../../../shared/adapters/arm/arm-endpoint';

test.each([
  ['https://management.azure.com', false, 'https://management.azure.com/.default'],
  ['https://management.azure.com/', false, 'https://management.azure.com/.default'],
  ['https://management.usgovcloudapi.net', false, 'https://management.usgovcloudapi.net/.default'],
  ['http://127.0.0.1:7130', true, 'https://management.azure.com/.default'],
  ['http://localhost:7130', true, 'https://management.azure.com/.default'],
  ['http://[::1]:7130', true, 'https://management.azure.com/.default'],
])('%s is an endpoint', (text, loopback, scope) =>
  expect(parseArmEndpoint(text)).toMatchObject({ loopback, scope }),
);

test.each([
  ['http://management.azure.com', /would carry tokens in the clear/],
  ['http://10.0.0.4:7130', /would carry tokens in the clear/],
  ['http://127.0.0.1.example.com', /would carry tokens in the clear/],
  ['http://localhost.example.com', /would carry tokens in the clear/],
  ['ftp://127.0.0.1', /would carry tokens in the clear/],
  ['https://management.azure.com/subscriptions', /has the path "\/subscriptions"/],
  ['https://user:HUSH@management.azure.com', /has a user/],
  ['https://management.azure.com?x=HUSH', /a query/],
  ['management.azure.com', /not a URL/],
])('%s is refused', (text, reason) => {
  expect(() => parseArmEndpoint(text)).toThrow(InvalidArmEndpointError);
  expect(() => parseArmEndpoint(text)).toThrow(reason);
  expect(() => parseArmEndpoint(text)).not.toThrow(/HUSH/);
});

describe('resolveArmUrl', () => {
  const endpoint = parseArmEndpoint('https://management.azure.com');
  test.each(['/subscriptions/s', 'https://management.azure.com/x?y', 'https://MANAGEMENT.azure.com:443/x'])(
    '%s is asked',
    (url) => expect(resolveArmUrl(endpoint, url).kind).toBe('url'),
  );
  test.each([
    'http://management.azure.com/x',
    'https://management.azure.com:444/x',
    'https://management.azure.com.example.com/x',
    'https://management.azure.com@example.com/x',
    '//example.com/x',
    'https:example.com',
  ])('%s is refused', (url) => expect(resolveArmUrl(endpoint, url).kind).toBe('refused'));
});
