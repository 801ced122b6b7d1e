/** A token of one machine: it proves nothing, and names another operator than the user for trying the approvals of several. */

const LOCAL_TOKEN = /^as:([A-Za-z0-9][A-Za-z0-9._@-]{0,63})$/;

/** A name that such a token can carry. @example isLocalName('bob@example.com') // true */
export function isLocalName(name: string): boolean {
  return LOCAL_TOKEN.test(localToken(name));
}

/** The token for a name. @example localToken('bob') // 'as:bob' */
export function localToken(name: string): string {
  return `as:${name}`;
}

/** The name in a token; undefined when it is none of one machine. @example localName('as:bob') // 'bob' */
export function localName(token: string): string | undefined {
  return LOCAL_TOKEN.exec(token)?.[1];
}
