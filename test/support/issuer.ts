/** A sign-in service of our own: a key set over HTTP on this machine, and tokens signed with its keys. */
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type KeyLike,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import type { Certificate } from './tls-certificate';

export const TENANT = '11111111-1111-1111-1111-111111111111';
export const CLIENT = '22222222-2222-2222-2222-222222222222';
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyLike;
  readonly publicKey: KeyLike;
  readonly jwk: JWK;
}

/** Claims over those of a good token; `undefined` leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

/** How an issuer is started. */
export interface Issuing {
  readonly nowSeconds?: () => number;
  /** Answers over https, as `localhost`. */
  readonly certificate?: Certificate;
  /** What else it answers; false where it does not. */
  readonly alsoAnswers?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export class Issuer {
  /** How often the keys were asked for. */
  asked = 0;
  /** What the keys are answered with: as they are, an error, what is no key set, or never. */
  state: 'well' | 'failing' | 'nonsense' | 'silent' = 'well';
  private readonly server: Server;
  private current: SigningKey | undefined;
  private published: SigningKey[] = [];
  private rotations = 0;

  private readonly nowSeconds: () => number;
  private readonly isSecure: boolean;

  private constructor({ nowSeconds, certificate, alsoAnswers }: Issuing) {
    this.nowSeconds = nowSeconds ?? (() => Math.floor(Date.now() / 1000));
    this.isSecure = certificate !== undefined;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      if (alsoAnswers?.(request, response) === true) return;
      this.asked++;
      if (this.state === 'silent') return;
      const found = request.url === `/${TENANT}/discovery/v2.0/keys`;
      response.statusCode = this.state === 'failing' ? 500 : found ? 200 : 404;
      response.setHeader('content-type', 'application/json');
      response.end(
        this.state === 'nonsense' ? '{}' : JSON.stringify({ keys: this.published.map(({ jwk }) => jwk) }),
      );
    };
    this.server = certificate === undefined ? createServer(answer) : createTlsServer(certificate, answer);
  }

  static async start(issuing: Issuing = {}): Promise<Issuer> {
    const issuer = new Issuer(issuing);
    await issuer.rotate();
    issuer.server.listen(0, '127.0.0.1');
    await once(issuer.server, 'listening');
    return issuer;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return this.isSecure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  }

  /** Settings of an app that accepts its tokens. */
  get settings(): Readonly<Record<string, string>> {
    return { SignInTenant: TENANT, SignInAudience: CLIENT, SignInAuthority: this.url };
  }

  /** Signs with a new key; the old one is no longer published. */
  async rotate(): Promise<void> {
    this.current = await newKey(this.rotations++ % 2 === 0 ? 'first' : 'second');
    this.published = [this.current];
  }

  /** Publishes no key at all. */
  withdraw(): void {
    this.published = [];
  }

  /** What a person's token says, of version 2. */
  claims(change: Claims = {}): Claims {
    const now = this.nowSeconds();
    const claims: Claims = {
      iss: `${this.url}/${TENANT}/v2.0`,
      aud: CLIENT,
      tid: TENANT,
      iat: now,
      nbf: now,
      exp: now + 3600,
      oid: '33333333-3333-3333-3333-333333333333',
      sub: 'a-name-for-this-app-alone',
      azp: AZURE_CLI,
      scp: 'user_impersonation',
      preferred_username: 'ada@example.com',
      roles: ['Cutover.Read'],
      ver: '2.0',
      ...change,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  }

  /** A token as the service makes them. */
  token(change: Claims = {}, key: SigningKey = this.key): Promise<string> {
    return new SignJWT(this.claims(change))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
      .sign(key.privateKey);
  }

  /** What a token says that was signed with the key of now. @throws for any other */
  async read(token: string): Promise<JWTPayload> {
    return (await jwtVerify(token, this.key.publicKey, { audience: CLIENT })).payload;
  }

  /** A token that somebody else signed, under the name of the published key or under one of their own. */
  async foreignToken(named: 'as ours' | 'as theirs', change: Claims = {}): Promise<string> {
    const theirs = await newKey('theirs');
    return this.token(change, named === 'as ours' ? { ...theirs, kid: this.key.kid } : theirs);
  }

  /** A token without a signature (alg none). */
  unsignedToken(change: Claims = {}): string {
    return new UnsecuredJWT(this.claims(change)).encode();
  }

  /** A token whose shared secret is the text of the public key (RFC 8725, 2.1). */
  async sharedSecretToken(change: Claims = {}): Promise<string> {
    const header = { alg: 'HS256', typ: 'JWT', kid: this.key.kid };
    const signed = [header, this.claims(change)].map(encoded).join('.');
    const secret = await exportSPKI(this.key.publicKey);
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }

  /** A good token whose claims were changed after it was signed. */
  async alteredToken(change: Claims): Promise<string> {
    const [header, , signature] = (await this.token()).split('.');
    return [header, encoded(this.claims(change)), signature].join('.');
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private get key(): SigningKey {
    if (this.current === undefined) throw new Error('Cannot sign: the issuer has no key');
    return this.current;
  }
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

type Material = Pick<SigningKey, 'privateKey' | 'publicKey'>;

/** Made once for each test file: making them is slow. */
const made = new Map<string, Promise<Material>>();

/** A key under a name that no other has. */
async function newKey(which: 'first' | 'second' | 'theirs'): Promise<SigningKey> {
  const material = made.get(which) ?? generateKeyPair('RS256', { modulusLength: 2048 });
  made.set(which, material);
  const { privateKey, publicKey } = await material;
  const kid = randomUUID();
  // Entra ID publishes its keys without `alg`.
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}
