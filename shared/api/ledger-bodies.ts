/** Bodies of the routes that concern the whole ledger, or carry migrations from one to another. */
import { z } from 'zod';
import { LEDGER_HOME } from '../core/migration/ledger-state';

const reason = z.string().trim().min(3, 'say why, in at least three characters').max(500);

/** Body of `POST ledger/freeze` and `POST ledger/thaw`. */
export const freezeBody = z.strictObject({ reason: reason.default('no reason given') });

/** Body of `POST ledger/restored`. */
export const restoredBody = z.strictObject({ reason });

/** Body of `POST ledger/migrations/{id}/export`. */
export const exportBody = z.strictObject({
  to: z
    .string()
    .trim()
    .max(500)
    .regex(LEDGER_HOME, 'name the other ledger as its `admin status` shows it: <host>/<table prefix>'),
  reason,
  confirm: z.string().max(260).default(''),
});

/** Body of `POST ledger/migrations/{id}/delete`. */
export const deleteBody = z.strictObject({
  confirm: z.string().max(260).default(''),
  apply: z.boolean().default(false),
});

/** Body of `POST ledger/import`. */
export function importBody<D>(document: z.ZodType<D>) {
  return z.strictObject({
    as: z.enum(['transfer', 'restore']),
    apply: z.boolean().default(false),
    acceptUnhashed: z.boolean().default(false),
    document,
  });
}
