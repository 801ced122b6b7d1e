/** Every container of backups is told to the app's Event Grid trigger, once, and nothing else is. */
import { read } from '../docs/support';
import { EVENT_EXAMPLES, ofType, outputOf, resourcesOf } from './snapshots';

/** An event subscription, as far as it is judged. */
interface Subscription {
  readonly destination: {
    readonly endpointType: string;
    readonly properties: { readonly resourceId: string };
  };
  readonly filter: { readonly includedEventTypes: readonly string[]; readonly subjectBeginsWith: string };
}

const TRIGGERS = [...read('functions/index.ts').matchAll(/\.eventGrid\('(\w+)'/g)].map((match) => match[1]);

describe.each(EVENT_EXAMPLES)('%s', (example) => {
  const main = example.replace('events/', '');
  const deployed = resourcesOf(main);
  const subscriptions = ofType(
    resourcesOf(example),
    'Microsoft.EventGrid/systemTopics/eventSubscriptions',
  ).map(({ id, name, properties }) => ({
    topicId: id.slice(0, id.indexOf('/eventSubscriptions/')),
    name: name.split('/')[1] ?? '',
    ...(properties as unknown as Subscription),
  }));

  test('subscribes to the containers that the deployment told', () => {
    const told = outputOf(main, 'EVENT_SOURCES') as { topicId: string; containers: string[] }[];
    const wanted = told.flatMap(({ topicId, containers }) =>
      containers.map((container) => `${topicId} /blobServices/default/containers/${container}/`),
    );
    expect(wanted).not.toEqual([]);
    expect(
      subscriptions.map(({ topicId, filter }) => `${topicId} ${filter.subjectBeginsWith}`).sort(),
    ).toEqual(wanted.sort());
    for (const { name, filter } of subscriptions) {
      expect(name).toMatch(/^[A-Za-z0-9-]{3,64}$/);
      expect(filter.includedEventTypes).toEqual(['Microsoft.Storage.BlobCreated']);
    }
  });

  test('delivers to the app, at the function that Event Grid triggers', () => {
    const [site] = ofType(deployed, 'Microsoft.Web/sites');
    expect(TRIGGERS).toHaveLength(1);
    for (const { destination } of subscriptions) {
      expect(destination.endpointType).toBe('AzureFunction');
      expect(destination.properties.resourceId).toBe(`${site?.id}/functions/${TRIGGERS[0]}`);
    }
  });

  test('has a topic for each account: one made beside it, or the one that the parameters name', () => {
    const made = ofType(deployed, 'Microsoft.EventGrid/systemTopics');
    for (const { id, properties } of made)
      expect(String(properties?.source).split('/').slice(0, 5)).toEqual(id.split('/').slice(0, 5));
    const named = read(`infra/examples/${main}.bicepparam`);
    for (const { topicId } of subscriptions)
      expect(made.some(({ id }) => id === topicId) || named.includes(`'${topicId}'`)).toBe(true);
  });
});
