import { expandSettings } from './app/app-environment';
import type { HttpRoute } from './http/http-functions';
import type { FunctionDefinition } from './registered/function-definition';
import type { FunctionTable } from './registered/function-table';
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
    `status    ${url}/admin/host/status`,
    `webhooks  ${url}/runtime/webhooks/durabletask (POST .../orchestrators/<function> starts one)`,
    `app       ${appFolder}`,
    `state     ${stateFolder}`,
    ...storageInUse(functions.ofKind('blob'), env).map((storage) => `storage   ${storage}`),
    'log       times are UTC: time, kind, function, duration, outcome, about what',
    'functions',
    ...routes.map(({ definition, methods, template }) =>
      line(definition, `${methods.join(',').padEnd(6)} ${url}/${template.text}`),
    ),
    ...others.map((definition) => line(definition, aboutTrigger(definition, url, env))),
  ];
}

function line({ name, kind }: FunctionDefinition, about: string): string {
  return `  ${name.padEnd(28)} ${kind.padEnd(14)}${about}`.trimEnd();
}

function aboutTrigger(
  { name, kind, trigger }: FunctionDefinition,
  url: string,
  env: NodeJS.ProcessEnv,
): string {
  const { schedule, path } = trigger as { schedule?: string; path?: string };
  if (kind === 'eventGrid') return `POST   ${url}/runtime/webhooks/EventGrid?functionName=${name}`;
  return expandSettings(schedule ?? path ?? '', env);
}
