/** The beginning of most measurements: a migration that follows its source and looks again only when it is told to. */
import type { LocalStack } from '../local-stack';
import { Source } from './source';

const REST_SECONDS = 120;

/** Registers `id`, uploads a full and a log, and waits until it is at rest between two polls of 120 s. */
export async function followQuietly(local: LocalStack, id: string): Promise<Source> {
  const source = new Source(id);
  for (const { name, content } of [source.full(), source.log()]) await local.upload(name, content);
  await local.register(id, { restPollSeconds: REST_SECONDS, windowPollSeconds: 1 });
  await local.until(
    id,
    'rest',
    ({ phase, chain, asOf, nextCheckAt }) =>
      phase === 'following' &&
      chain?.path.files === 2 &&
      nextCheckAt !== undefined &&
      Date.parse(nextCheckAt) - Date.parse(asOf) > REST_SECONDS / 2,
  );
  return source;
}
