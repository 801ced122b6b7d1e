/** Health of the management API and of the identity that it is called with. */
import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
  proxyPolicy,
  type HttpClient,
} from '@azure/core-rest-pipeline';
import type { HealthProbes } from '../../ports/health-probes';
import { parseArmEndpoint } from './arm-endpoint';
import { redact } from './redact';

/** A path that is answered without a token ("Azure Stack / Resource Manager metadata endpoints", used by the Azure CLI to find a cloud). */
const METADATA = '/metadata/endpoints?api-version=2020-01-01';
const LIMIT_MS = 5_000;

/** How to reach it. */
export interface ArmHealthOptions {
  readonly endpoint: string;
  readonly credential: TokenCredential;
  readonly http?: HttpClient;
}

/**
 * Makes the two probes. Whatever the API says, even a refusal, shows that it answers; 429 and 5xx do not.
 *
 * @throws {InvalidArmEndpointError} When the endpoint is none.
 */
export function armHealth(options: ArmHealthOptions): Omit<HealthProbes, 'homeContainerUrl'> {
  const endpoint = parseArmEndpoint(options.endpoint);
  const http = options.http ?? createDefaultHttpClient();
  const pipeline = createEmptyPipeline();
  if (!endpoint.loopback) pipeline.addPolicy(proxyPolicy());
  return {
    async managementApi() {
      const { status } = await pipeline.sendRequest(
        http,
        createPipelineRequest({
          url: `${endpoint.origin}${METADATA}`,
          allowInsecureConnection: endpoint.loopback,
          timeout: LIMIT_MS,
        }),
      );
      if (status === 429 || status >= 500) throw new Error(`it answers ${status}`);
    },
    async identity() {
      try {
        const abortSignal = AbortSignal.timeout(LIMIT_MS);
        const token = await options.credential.getToken(endpoint.scope, { abortSignal });
        if (token === null) throw new Error('the credential has none');
      } catch (error) {
        const reason = error instanceof Error ? error.message.split('\n', 1)[0] : undefined;
        throw new Error(redact(reason ?? 'the credential failed'), { cause: error });
      }
    },
  };
}
