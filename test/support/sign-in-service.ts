/** What a browser needs of a sign-in service: discovery, the authorization endpoint, codes with PKCE, refresh tokens, sign-out. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Claims, CLIENT, Issuer, TENANT } from './issuer';
import { type Certificate, localhostCertificate } from './tls-certificate';

/** A refusal as Entra ID words them. */
export interface ServiceError {
  readonly error: string;
  readonly description: string;
}

interface Begun {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

const HEADERS = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };

/** The service of one tenant; it lets in `ada@example.com` without asking her, or refuses. */
export class SignInService {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** What her access tokens say besides. */
  claims: Claims = { roles: ['Cutover.Operate', 'Cutover.Approve'] };
  /** Seconds that an access token lasts. */
  lasts = 3600;
  /** Refuses the sign-in, or the renewal. */
  refusesSignIn: ServiceError | undefined;
  refusesRenewal: ServiceError | undefined;
  private readonly begun = new Map<string, Begun>();
  private refreshToken = '';

  private constructor(readonly certificate: Certificate) {}

  issuer!: Issuer;

  static async start(): Promise<SignInService> {
    const service = new SignInService(localhostCertificate());
    service.issuer = await Issuer.start({
      certificate: service.certificate,
      alsoAnswers: (request, response) => service.answers(request, response),
    });
    return service;
  }

  /** What the app tells the page of it. */
  get offer(): Readonly<Record<string, string>> {
    const authority = `${this.issuer.url}/${TENANT}`;
    return { kind: 'entra', authority, clientId: CLIENT, scope: `${CLIENT}/user_impersonation` };
  }

  /** Begins anew for the next test. */
  clear(): void {
    this.asked.length = 0;
    this.claims = { roles: ['Cutover.Operate', 'Cutover.Approve'] };
    this.lasts = 3600;
    this.refusesSignIn = undefined;
    this.refusesRenewal = undefined;
  }

  private answers(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.issuer.url);
    const path = pathname.replace(`/${TENANT}/`, '');
    if (path === 'discovery/v2.0/keys') return false;
    this.asked.push(path);
    switch (path) {
      case 'v2.0/.well-known/openid-configuration':
        this.json(response, 200, this.discovery());
        return true;
      case 'oauth2/v2.0/authorize':
        redirect(response, this.authorize(searchParams));
        return true;
      case 'oauth2/v2.0/token':
        void this.giveTokens(request, response);
        return true;
      case 'oauth2/v2.0/logout':
        this.refreshToken = '';
        redirect(response, searchParams.get('post_logout_redirect_uri') ?? '');
        return true;
      default:
        this.json(response, 404, {});
        return true;
    }
  }

  private discovery(): object {
    const base = `${this.issuer.url}/${TENANT}`;
    return {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
  }

  /** Where the browser is sent back to, with a code or with a refusal. */
  private authorize(asked: URLSearchParams): string {
    const text = (name: string): string => asked.get(name) ?? '';
    const answer = new URLSearchParams({ state: text('state') });
    if (this.refusesSignIn === undefined) {
      const demanded = [
        text('client_id'),
        text('response_type'),
        text('response_mode'),
        text('code_challenge_method'),
      ];
      if (demanded.join(' ') !== `${CLIENT} code fragment S256`)
        throw new Error(`The authorization endpoint was asked for ${demanded.join(' ')}`);
      if (!text('scope').split(' ').includes(`${CLIENT}/user_impersonation`))
        throw new Error(`The authorization endpoint was asked for the scope ${text('scope')}`);
      const code = randomUUID();
      this.begun.set(code, {
        challenge: text('code_challenge'),
        nonce: text('nonce'),
        redirectUri: text('redirect_uri'),
      });
      answer.set('code', code);
    } else {
      answer.set('error', this.refusesSignIn.error);
      answer.set('error_description', this.refusesSignIn.description);
    }
    return `${text('redirect_uri')}#${answer.toString()}`;
  }

  private async giveTokens(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Before a request with headers of its own the browser asks whether it may.
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...HEADERS, 'access-control-allow-headers': '*' });
      response.end();
      return;
    }
    let text = '';
    for await (const part of request) text += String(part);
    const body = new URLSearchParams(text);
    const nonce = body.get('grant_type') === 'refresh_token' ? this.renewal(body) : this.redeemed(body);
    if (typeof nonce !== 'string') {
      this.json(response, 400, { error: nonce.error, error_description: nonce.description });
      return;
    }
    this.refreshToken = randomUUID();
    const access = await this.issuer.token({
      azp: CLIENT,
      jti: randomUUID(),
      ...this.claims,
      exp: Math.floor(Date.now() / 1000) + this.lasts,
    });
    const id = await this.issuer.token({
      aud: CLIENT,
      azp: undefined,
      scp: undefined,
      ...(nonce !== '' && { nonce }),
    });
    this.json(response, 200, {
      token_type: 'Bearer',
      scope: `${CLIENT}/user_impersonation openid profile offline_access`,
      expires_in: this.lasts,
      access_token: access,
      refresh_token: this.refreshToken,
      id_token: id,
      client_info: Buffer.from(JSON.stringify({ uid: 'ada', utid: TENANT })).toString('base64url'),
    });
  }

  /** The nonce of the sign-in that a code came from; the code counts once. */
  private redeemed(body: URLSearchParams): string | ServiceError {
    const code = body.get('code') ?? '';
    const begun = this.begun.get(code);
    this.begun.delete(code);
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    const fits = begun?.challenge === challenge && begun.redirectUri === body.get('redirect_uri');
    return fits
      ? begun.nonce
      : { error: 'invalid_grant', description: 'AADSTS54005: The code does not fit.' };
  }

  private renewal(body: URLSearchParams): string | ServiceError {
    if (this.refusesRenewal !== undefined) return this.refusesRenewal;
    return body.get('refresh_token') === this.refreshToken
      ? ''
      : { error: 'invalid_grant', description: 'AADSTS50173: The refresh token is not the last one.' };
  }

  private json(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, HEADERS);
    response.end(JSON.stringify(body));
  }
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location });
  response.end();
}
