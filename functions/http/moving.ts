/** Migrations that are carried from one ledger to another: exported, imported, restored, deleted. */
import type { HttpResponseInit } from '@azure/functions';
import { exportDocument } from '../../shared/api/export-schema';
import { deleteBody, exportBody, importBody, restoredBody } from '../../shared/api/ledger-bodies';
import { refuse, refuseUnknown } from '../../shared/api/problem';
import { toJson } from '../../shared/core/json';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { deleteMigration } from '../../shared/use-cases/operate/delete-migration';
import { exportMigration, readExport } from '../../shared/use-cases/operate/export-migration';
import { importMigration } from '../../shared/use-cases/operate/import-migration';
import { declareRestored } from '../../shared/use-cases/operate/restore-ledger';
import { wake } from '../watch-starter';
import { type Endpoint, migrationId, readBody } from './endpoint';
import { ok, text } from './respond';

/** A migration as a document; one that has not been exported is a backup. */
export function makeReadExport(caps: Capabilities): Endpoint {
  return (request) => documentOf(caps, migrationId(request));
}

/** Ends a migration here, for one other ledger, and answers with its document. */
export function makeExportMigration(caps: Capabilities): Endpoint {
  return async (request, client, _context, { name }) => {
    const id = migrationId(request);
    const order = await readBody(request, exportBody, 'export the migration');
    const outcome = await exportMigration(caps, { id, by: name }, order);
    switch (outcome.kind) {
      case 'changed':
        await wake(client, id);
        return documentOf(caps, id);
      case 'unknownMigration':
        return refuseUnknown(id);
      case 'refused':
        return refuse('conflict', outcome.refusal);
      case 'mistyped':
        return refuse('invalid', `Cannot export the migration: ${outcome.reason}`, [
          { field: outcome.field, message: outcome.reason },
        ]);
    }
  };
}

/** LSNs are as the ledger writes them, so the document is made here and not by the host. */
async function documentOf(caps: Capabilities, id: string): Promise<HttpResponseInit> {
  const document = await readExport(caps, id);
  return document ? text(toJson(document), 'application/json; charset=utf-8') : refuseUnknown(id);
}

/** Characters of a document: the journal of a migration without the lines about single backups. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;

/** Imports a migration, or tells whether it could be. */
export function makeImportMigration(caps: Capabilities): Endpoint {
  return async (request, client, _context, { name }) => {
    const schema = importBody(exportDocument);
    const order = await readBody(request, schema, 'import the migration', LARGEST_DOCUMENT);
    const outcome = await importMigration(caps, { ...order, by: name });
    if (outcome.kind === 'refused') return refuse('conflict', outcome.reason);
    const { id } = order.document.registration;
    const { kind, ...rest } = outcome;
    if (kind === 'imported') await wake(client, id);
    return ok({ id, outcome: kind, ...rest });
  };
}

/** Deletes a migration that has ended, or tells what that would delete. */
export function makeDeleteMigration(caps: Capabilities): Endpoint {
  return async (request, _client, _context, { name }) => {
    const id = migrationId(request);
    const order = await readBody(request, deleteBody, 'delete the migration');
    const outcome = await deleteMigration(caps, { ...order, id, by: name });
    switch (outcome.kind) {
      case 'unknownMigration':
        return refuseUnknown(id);
      case 'refused':
        return refuse('conflict', outcome.reason);
      case 'mistyped':
        return refuse('invalid', `Cannot delete the migration: ${outcome.reason}`, [
          { field: 'confirm', message: outcome.reason },
        ]);
      case 'deleted':
      case 'possible':
        return ok({ id, deleted: outcome.kind === 'deleted', what: outcome.what });
    }
  };
}

/** Declares that the ledger was restored. */
export function makeDeclareRestored(caps: Capabilities): Endpoint {
  return async (request, _client, _context, { name }) => {
    const { reason } = await readBody(request, restoredBody, 'declare the ledger restored');
    return ok(await declareRestored(caps, { by: name, reason }));
  };
}
