/** The committed snapshots of `infra/examples`: what each parameter file would deploy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../docs/support';
import { workOut } from './arm-expression';

const FOLDER = join(ROOT, 'infra', 'examples');

/** A resource that would be deployed; every text is worked out. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A role that would be assigned to the app's identity. */
export interface Grant {
  /** Id of what it is assigned on. */
  readonly scope: string;
  /** Last part of the role definition's id. */
  readonly role: string;
  readonly principalId: string;
}

/** Names of the examples that deploy the app, without the ending. */
export const EXAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.bicepparam'))
  .map((file) => file.replace('.bicepparam', ''));

/** Names of the examples that subscribe to events; each belongs to an example of the same name. */
export const EVENT_EXAMPLES = readdirSync(join(FOLDER, 'events'))
  .filter((file) => file.endsWith('.bicepparam'))
  .map((file) => `events/${file.replace('.bicepparam', '')}`);

/** The snapshot's own text. */
export function snapshotText(example: string): string {
  return readFileSync(join(FOLDER, `${example}.snapshot.json`), 'utf8');
}

/** What an example would deploy. */
export function resourcesOf(example: string): readonly Resource[] {
  const { predictedResources } = JSON.parse(snapshotText(example)) as { predictedResources: Resource[] };
  return predictedResources.map(({ id, ...rest }) => ({
    ...(workOutAll(rest) as Omit<Resource, 'id'>),
    // A child whose parent's name has the cloud's suffix in it: the compiler takes that name apart, which no test needs.
    id: id.startsWith('[resourceId(') ? id : workOut(id),
  }));
}

/** An output of the deployment. */
export function outputOf(example: string, name: string): unknown {
  const { outputs } = JSON.parse(snapshotText(example)) as { outputs: Record<string, unknown> };
  return outputs[name];
}

function workOutAll(value: unknown): unknown {
  if (typeof value === 'string') return workOut(value);
  if (Array.isArray(value)) return value.map(workOutAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [workOut(name), workOutAll(member)]),
  );
}

/** The resources of a type. */
export function ofType(resources: readonly Resource[], type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The settings of the app that an example would deploy. */
export function settingsOf(example: string): Readonly<Record<string, string>> {
  const [site] = ofType(resourcesOf(example), 'Microsoft.Web/sites');
  const { appSettings } = site?.properties?.siteConfig as { appSettings: { name: string; value: string }[] };
  return Object.fromEntries(appSettings.map(({ name, value }) => [name, value]));
}

/** The roles that an example would assign. */
export function grantsOf(example: string): readonly Grant[] {
  return ofType(resourcesOf(example), 'Microsoft.Authorization/roleAssignments').map(
    ({ id, properties }) => ({
      scope: id.slice(0, id.indexOf('/providers/Microsoft.Authorization/')),
      role: String(properties?.roleDefinitionId).split('/').at(-1) ?? '',
      principalId: String(properties?.principalId),
    }),
  );
}
