/** Bodies of the routes about notifications. */
import { z } from 'zod';

/** Body of `POST notifications/test`. */
export const testReceiverBody = z.strictObject({
  receiver: z.string('the name of a receiver').min(1).max(40),
});
