/** What a registration tells about its estate, for the preflight. */
import { z } from 'zod';
import type { EstateNotes } from '../core/migration/estate-notes';
import { resourceId } from './registration-fields';

const subnetId = resourceId('Microsoft.Network/virtualNetworks/subnets');
const addressPrefix = z.cidrv4({ error: mustBe('an IPv4 prefix such as 10.1.0.0/16') });

function mustBe(what: string) {
  return ({ input }: { readonly input?: unknown }) =>
    `must be ${what}${typeof input === 'string' ? `, found '${input}'` : ''}`;
}

/** The member `preflight` of a registration. */
export const estateNotesBody: z.ZodType<EstateNotes> = z.strictObject({
  storageAccountId: resourceId('Microsoft.Storage/storageAccounts').optional(),
  source: z
    .strictObject({
      addressPrefixes: z.array(addressPrefix).min(1).max(64).optional(),
      port: z.int().min(1).max(65_535).optional(),
      namedInstance: z.boolean().optional(),
      subnetId: subnetId.optional(),
      express: z.boolean().optional(),
    })
    .optional(),
  share: z
    .strictObject({
      path: z
        .string()
        .regex(/^\\\\[^\\]+\\[^\\]+/, { error: mustBe('a share such as \\\\host.domain\\folder') })
        .max(1024),
    })
    .optional(),
  runtime: z.strictObject({ subnetId: subnetId.optional(), publicAddress: z.ipv4().optional() }).optional(),
  migrationServiceId: resourceId('Microsoft.DataMigration/sqlMigrationServices').optional(),
  sizeGb: z.number().positive().max(1_000_000).optional(),
  downtimeMinutes: z.number().positive().max(100_000).optional(),
  appPrincipalId: z.guid().optional(),
});
