/** `GET ledger`, `POST ledger/freeze`, `POST ledger/thaw`: what concerns all migrations. The host reserves routes that begin with `admin`. */
import { freezeBody } from '../../shared/api/ledger-bodies';
import { refuse } from '../../shared/api/problem';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { freezeLedger, thawLedger, viewLedger } from '../../shared/use-cases/operate/freeze-ledger';
import { readableIds } from '../../shared/use-cases/read/readable-ids';
import { type Endpoint, readBody } from './endpoint';
import { ok } from './respond';

type Caps = Pick<Capabilities, 'ledger' | 'clock'>;

/** Where the ledger is, whether it is frozen, and which requests of what the caller may read are in flight. */
export function makeGetLedger(caps: Caps): Endpoint {
  return async (_request, _client, _context, caller) =>
    ok(await viewLedger(caps, await readableIds(caps.ledger, caller)));
}

/** Stops every request that changes something, for every migration. */
export function makeFreezeLedger(caps: Caps): Endpoint {
  return async (request, _client, _context, { name }) => {
    const { reason } = await readBody(request, freezeBody, 'freeze the ledger');
    return ok(await freezeLedger(caps, { by: name, reason }));
  };
}

/** Ends the freeze. */
export function makeThawLedger(caps: Caps): Endpoint {
  return async (request, _client, _context, { name }) => {
    const { reason } = await readBody(request, freezeBody, 'thaw the ledger');
    const outcome = await thawLedger(caps, { by: name, reason });
    return outcome.kind === 'thawed' ? ok(outcome.view) : refuse('conflict', outcome.reason);
  };
}
