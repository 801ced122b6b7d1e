/** The answer to an action that worked: the status as it is after a fresh look. */
import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { linksOf } from '../../shared/core/views/status-view';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { type ReadStatus, readStatus } from '../../shared/use-cases/read/read-status';
import { accepted, ok } from './respond';

/** What is told where the look that follows an action fails. */
const STORED = 'It is stored. The status cannot be read now: check it again later';

/**
 * Assesses and answers with the status document. What was asked for is stored already, so no trouble of this look may
 * answer as if it were not: then the answer is 202 without the document.
 *
 * @param isLater true for what the watch carries out later: 202 with the document
 */
export async function answerWithStatus(
  caps: Capabilities,
  id: string,
  context: InvocationContext,
  isLater = false,
): Promise<HttpResponseInit> {
  const { self } = linksOf(id);
  const found = await lookAgain(caps, id, context);
  if (found === undefined) return accepted({ id, detail: STORED, links: linksOf(id) }, self);
  const headers = { ETag: found.etag };
  return isLater ? accepted(found.document, self, headers) : ok(found.document, headers);
}

async function lookAgain(
  caps: Capabilities,
  id: string,
  context: InvocationContext,
): Promise<ReadStatus | undefined> {
  try {
    await assessMigration(caps, id, 'routine');
    return await readStatus(caps, id);
  } catch (error) {
    context.warn(
      `Cannot read the status of ${id} after an action: ${error instanceof Error ? error.message : 'unknown error'}`,
    );
    return undefined;
  }
}
