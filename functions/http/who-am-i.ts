/** `GET me`: who calls, as the app sees it. */
import type { Endpoint } from './endpoint';
import { ok } from './respond';

/** Name and roles of the caller. */
export const whoAmI: Endpoint = async (_request, _client, _context, { name, roles }) => ok({ name, roles });
