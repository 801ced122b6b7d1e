/** The answer to an action that worked: the status as it is after a fresh look. */
import type { HttpResponseInit } from '@azure/functions';
import { refuse } from '../../shared/api/problem';
import { assessMigration } from '../../shared/use-cases/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { readStatus } from '../../shared/use-cases/read-status';
import { ok } from './respond';

/** Assesses and answers with the status document. */
export async function answerWithStatus(caps: Capabilities, id: string): Promise<HttpResponseInit> {
  await assessMigration(caps, id, 'routine');
  const found = await readStatus(caps, id);
  return found ? ok(found.document, { ETag: found.etag }) : refuse('notFound', `Cannot find migration ${id}`);
}
