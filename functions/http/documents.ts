/** `GET migrations`, `GET migrations/{id}`, its `backups`, `journal`, `evidence` and `runbook`, `GET health`, `GET openapi.yaml`: documents to read. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import { listQuery, pageQuery } from '../../shared/api/queries';
import { everywhere } from '../../shared/core/access/reach';
import { hasRole } from '../../shared/core/access/roles';
import { toRunbookMarkdown } from '../../shared/core/runbook/markdown';
import { toEvidenceHtml } from '../../shared/core/views/evidence-html';
import { toEvidenceMarkdown } from '../../shared/core/views/evidence-markdown';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { readEvidence } from '../../shared/use-cases/cutover/evidence';
import { listMigrations } from '../../shared/use-cases/read/list-migrations';
import { readableIds } from '../../shared/use-cases/read/readable-ids';
import { readFileBoard } from '../../shared/use-cases/read/read-file-board';
import type { Health } from '../../shared/use-cases/read/read-health';
import { readRunbook } from '../../shared/use-cases/read/read-runbook';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { okUnlessSame } from './conditional';
import { type Endpoint, readQuery, refuseContinuation, migrationId } from './endpoint';
import { down, ok, text } from './respond';

/** A page of summaries of what the caller may read, the worst first. */
export function makeListMigrations(caps: Pick<Capabilities, 'ledger' | 'clock'>): Endpoint {
  return async (request, _client, _context, caller) => {
    const query = readQuery(request, listQuery);
    const outcome = await listMigrations(caps, query, await readableIds(caps.ledger, caller));
    return outcome.kind === 'page' ? okUnlessSame(request, outcome.page) : refuseContinuation();
  };
}

/** The status document; its ETag is that of the control row, for `PATCH`. */
export function makeGetMigration(caps: Capabilities): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    const found = await readStatus(caps, id);
    return found ? ok(found.document, { ETag: found.etag }) : refuseUnknown(id);
  };
}

/** The file board. */
export function makeGetBackups(caps: Capabilities): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    const { top, continuation } = readQuery(request, pageQuery);
    const page = await readFileBoard(caps, id, top, continuation);
    return page ? okUnlessSame(request, page) : refuseUnknown(id);
  };
}

/** The journal. */
export function makeGetJournal(caps: Pick<Capabilities, 'ledger'>): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    if (!(await caps.ledger.registration(id))) return refuseUnknown(id);
    const { top, continuation, order } = readQuery(request, pageQuery);
    return okUnlessSame(
      request,
      await caps.ledger.journal(id, { top, continuation, newestFirst: order === 'newest' }),
    );
  };
}

/** The evidence of the cutover, JSON, Markdown or HTML. */
export function makeGetEvidence(caps: Pick<Capabilities, 'ledger'>): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    const evidence = await readEvidence(caps.ledger, id);
    if (!evidence) return refuseUnknown(id);
    return request.query.get('format') === 'html'
      ? text(toEvidenceHtml(evidence), 'text/html; charset=utf-8')
      : inFormat(request, evidence, toEvidenceMarkdown, ['json', 'markdown', 'html']);
  };
}

/** The runbook of the cutover night, JSON or Markdown. */
export function makeGetRunbook(caps: Capabilities): Endpoint {
  return async (request) => {
    const id = migrationId(request);
    const runbook = await readRunbook(caps, id);
    return runbook ? inFormat(request, runbook, toRunbookMarkdown) : refuseUnknown(id);
  };
}

function inFormat<T>(
  request: HttpRequest,
  document: T,
  toMarkdown: (document: T) => string,
  formats: readonly string[] = ['json', 'markdown'],
): HttpResponseInit {
  const choice = formats.join(', ').replace(/, (\w+)$/, ' or $1');
  const format = request.query.get('format') ?? 'json';
  if (format === 'markdown') return text(toMarkdown(document), 'text/markdown; charset=utf-8');
  return format === 'json'
    ? ok(document)
    : refuse('invalid', `Cannot answer: format is ${choice}`, [{ field: 'format', message: choice }]);
}

/** Up or down, in one word for everybody; who may read every migration gets the details, which name the accounts of all. */
export function makeGetHealth(read: () => Promise<Health>): Endpoint {
  return async (_request, _client, _context, caller) => {
    const health = await read();
    const isDown = health.status === 'down';
    const body = hasRole(everywhere(caller), 'Cutover.Read') ? health : { status: isDown ? 'down' : 'up' };
    return isDown ? down(body) : ok(body);
  };
}

/** The contract. */
export function makeGetOpenApi(contract: string): Endpoint {
  return async () => text(contract, 'application/yaml; charset=utf-8');
}
