import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { armHealth } from '../../shared/adapters/arm/arm-health';

const endpoint = 'https://management.azure.com';
const credential = { getToken: async () => ({ token: 'secret', expiresOnTimestamp: 0 }) };

function answering(status: number) {
  const asked: { readonly url: string; readonly token: string | undefined }[] = [];
  const http: HttpClient = {
    sendRequest: async (request) => {
      asked.push({ url: request.url, token: request.headers.get('authorization') });
      return { request, status, headers: createHttpHeaders() };
    },
  };
  return { asked, probes: armHealth({ endpoint, credential, http }) };
}

test.each([200, 401, 404])('%i is an answer; no token is sent', async (status) => {
  const { asked, probes } = answering(status);
  await probes.managementApi();
  expect(asked).toEqual([{ url: `${endpoint}/metadata/endpoints?api-version=2020-01-01`, token: undefined }]);
});

test.each([429, 500, 503])('%i is none', async (status) => {
  await expect(answering(status).probes.managementApi()).rejects.toThrow(`it answers ${status}`);
});

test('the identity is asked for a token of the management API', async () => {
  const getToken = jest.fn<Promise<null>, [string | string[]]>().mockResolvedValue(null);
  const failing = armHealth({ endpoint, credential: { getToken } });
  await expect(failing.identity()).rejects.toThrow('the credential has none');
  expect(getToken.mock.calls[0]?.[0]).toBe(`${endpoint}/.default`);
  await armHealth({ endpoint, credential }).identity();
});
