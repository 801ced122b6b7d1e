import type { FunctionTable } from './registered/function-table';
import type { HttpRoute } from './http/http-functions';
import { storageInUse } from './triggers/blob/storage-connection';
import { hostVersion } from './version';

/** What the banner tells. */
export interface BannerFacts {
  url: string;
  appFolder: string;
  stateFolder: string;
  env: NodeJS.ProcessEnv;
  functions: FunctionTable;
  routes: HttpRoute[];
}

/** The lines printed at start; the first says what this is not. */
export function bannerLines({ url, appFolder, stateFolder, env, functions, routes }: BannerFacts): string[] {
  const others = functions.all.filter(({ kind }) => kind !== 'http');
  return [
    'local host, not Azure Functions',
    `version   ${hostVersion} on Node ${process.versions.node}, process ${process.pid}`,
    `address   ${url} (loopback only; keys and auth levels are not enforced)`,
    `webhooks  ${url}/runtime/webhooks/durabletask`,
    `app       ${appFolder}`,
    `state     ${stateFolder}`,
    ...storageInUse(functions.ofKind('blob'), env).map((storage) => `storage   ${storage}`),
    'functions',
    ...routes.map(({ definition, methods, template }) => {
      return `  ${definition.name.padEnd(28)} http          ${methods.join(',')} ${url}/${template.text}`;
    }),
    ...others.map((definition) =>
      `  ${definition.name.padEnd(28)} ${definition.kind.padEnd(12)}  ${aboutTrigger(definition, url)}`.trimEnd(),
    ),
  ];
}

function aboutTrigger({ name, kind, trigger }: FunctionTable['all'][number], url: string): string {
  const { schedule, path } = trigger as { schedule?: string; path?: string };
  if (kind === 'eventGrid') return `POST ${url}/runtime/webhooks/EventGrid?functionName=${name}`;
  return schedule ?? path ?? '';
}
