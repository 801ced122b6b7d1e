/**
 * Values of a deployment snapshot that the compiler could not know: expressions such as
 * `[format('https://{0}', reference(…).outputs.host.value)]`.
 *
 * They are worked out with the public cloud's suffixes and with stand-ins for what only a deployment can tell, so that a
 * test judges settings as the app would get them. A function or an output that is not known here is an error.
 */

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;

/** The DNS zones of a network, which its module tells as one object. */
const ZONES: Value = {
  blob: 'zone-of-blob',
  queue: 'zone-of-queue',
  table: 'zone-of-table',
  sites: 'zone-of-sites',
};

/** What modules tell once they are deployed; by module and output. */
const OUTPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  identity: {
    id: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`,
    clientId: 'c11e0000-0000-0000-0000-000000000001',
    principalId: '0b9ec700-0000-0000-0000-000000000002',
  },
  hostStorage: {
    id: `${GROUP}/providers/Microsoft.Storage/storageAccounts/host`,
    blobUri: 'https://host.blob.core.windows.net/',
    queueUri: 'https://host.queue.core.windows.net/',
    tableUri: 'https://host.table.core.windows.net/',
    packageUri: 'https://host.blob.core.windows.net/app-package',
  },
  ledger: {
    id: `${GROUP}-ledger/providers/Microsoft.Storage/storageAccounts/ledger`,
    tableUri: 'https://ledger.table.core.windows.net',
  },
  appNetwork: { appSubnetId: 'app-subnet', endpointSubnetId: 'endpoint-subnet' },
  scheduler: { endpoint: 'https://dts.westeurope.durabletask.io', taskHub: 'cutover' },
  monitoring: {
    componentId: `${GROUP}/providers/Microsoft.Insights/components/log`,
    connectionString: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
  },
  app: { id: `${GROUP}/providers/Microsoft.Web/sites/app`, name: 'app', host: 'app.azurewebsites.net' },
};

const ENVIRONMENT: Value = {
  resourceManager: 'https://management.azure.com/',
  authentication: { loginEndpoint: 'https://login.microsoftonline.com/' },
  suffixes: { storage: 'core.windows.net', keyvaultDns: '.vault.azure.net' },
};

const FUNCTIONS: Readonly<Record<string, (...args: Value[]) => Value>> = {
  string: (value) => (typeof value === 'object' ? JSON.stringify(value) : text(value)),
  createArray: (...members) => members,
  createObject: (...parts) =>
    Object.fromEntries(
      parts.flatMap((name, at) => (at % 2 === 0 ? [[text(name), parts[at + 1] ?? '']] : [])),
    ),
  true: () => true,
  false: () => false,
  format: (pattern, ...rest) =>
    text(pattern).replace(/\{(\d+)\}/g, (_, at: string) => text(rest[Number(at)])),
  join: (list, separator) => items(list).map(text).join(text(separator)),
  split: (whole, separator) => text(whole).split(text(separator)),
  take: (list, count) => items(list).slice(0, Number(count)),
  environment: () => ENVIRONMENT,
  deployment: () => ({ name: 'deployment' }),
  uniqueString: () => 'unique',
  guid: (...parts) => `guid(${parts.map(text).join('|')})`,
  resourceId: (...parts) => parts.map(text).join('/'),
  extensionResourceId: (scope, type, name) => `${text(scope)}/providers/${text(type)}/${text(name)}`,
  subscriptionResourceId: (subscription, type, name) =>
    `/subscriptions/${text(subscription)}/providers/${text(type)}/${text(name)}`,
  tryGet: (of, name) => memberOf(of, text(name)),
  reference: (of) => referenced(text(of)),
};

function referenced(of: string): Value {
  const module = /Microsoft\.Resources\/deployments\/(\w+)-/.exec(of)?.[1];
  if (module === undefined) return { location: 'westeurope' };
  const outputs = OUTPUTS[module];
  if (outputs === undefined)
    throw new Error(`Cannot work out an output of module ${module}: add it to OUTPUTS`);
  const told = Object.entries(outputs).map(([name, value]) => [name, { value }] as const);
  return { outputs: { ...Object.fromEntries(told), zones: { value: ZONES } } };
}

/** A text as the deployment will have it: itself, or the value of the expression in its brackets. A list in JSON is the result of one. */
export function workOut(whole: string): string {
  if (!whole.startsWith('[') || whole.startsWith('[[') || whole.startsWith('[{')) return whole;
  const tokens = whole.slice(1, -1).match(/'(?:[^']|'')*'|\d+|[A-Za-z_]\w*|[().,]/g) ?? [];
  const value = readExpression(tokens);
  if (tokens.length > 0) throw new Error(`Cannot work out ${whole}: ${tokens.join(' ')} is left over`);
  return text(value);
}

/** Reads one expression off the front of the tokens. */
function readExpression(tokens: string[]): Value {
  const first = tokens.shift() ?? '';
  if (first.startsWith("'")) return first.slice(1, -1).replaceAll("''", "'");
  if (/^\d/.test(first)) return Number(first);
  return readMembers(callFunction(first, readArguments(tokens)), tokens);
}

function readArguments(tokens: string[]): Value[] {
  const args: Value[] = [];
  if (tokens.shift() !== '(')
    throw new Error('Cannot work out an expression: a function without parentheses');
  while (tokens[0] !== ')') {
    args.push(readExpression(tokens));
    if (tokens[0] === ',') tokens.shift();
  }
  tokens.shift();
  return args;
}

function callFunction(name: string, args: Value[]): Value {
  const call = FUNCTIONS[name];
  if (call === undefined) throw new Error(`Cannot work out function ${name}: add it to FUNCTIONS`);
  return call(...args);
}

function readMembers(of: Value, tokens: string[]): Value {
  let value = of;
  while (tokens[0] === '.') {
    tokens.shift();
    value = memberOf(value, tokens.shift() ?? '');
  }
  return value;
}

function memberOf(of: Value | undefined, name: string): Value {
  const member =
    typeof of === 'object' && !Array.isArray(of) ? (of as { [name: string]: Value })[name] : undefined;
  if (member === undefined)
    throw new Error(`Cannot work out member ${name}: add it to OUTPUTS or ENVIRONMENT`);
  return member;
}

function text(value: Value | undefined): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`Cannot work out an expression: ${JSON.stringify(value)} is no text`);
}

function items(value: Value | undefined): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  throw new Error(`Cannot work out an expression: ${JSON.stringify(value)} is no list`);
}
