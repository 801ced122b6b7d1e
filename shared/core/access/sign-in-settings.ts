/** Whose tokens a deployment accepts, read from its settings. */

/** The settings as written; undefined where one is not set. */
export interface SignInTexts {
  readonly SignInTenant?: string;
  readonly SignInAudience?: string;
  readonly SignInAuthority?: string;
}

/** Whose tokens are accepted, and for whom they are made out. */
export interface SignInSettings {
  /** URL of the sign-in service, without a final slash. */
  readonly authority: string;
  /** Ids of the tenants, lower case. */
  readonly tenants: readonly string[];
  /** Values of `aud`: a client id as itself and as `api://<client id>`. */
  readonly audiences: readonly string[];
}

/** What is wrong with a setting. */
export interface SignInProblem {
  readonly setting: keyof SignInTexts;
  readonly message: string;
}

/** The settings in their read form, or what is wrong; `off` when none is set. */
export type SignInReading =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly settings: SignInSettings }
  | { readonly kind: 'wrong'; readonly problems: readonly SignInProblem[] };

/**
 * The sign-in services of Microsoft's clouds, and who signs tokens of version 1 there (Microsoft Learn, "National clouds" and
 * "Access token claims reference").
 */
const CLOUDS: Readonly<Record<string, string>> = {
  'https://login.microsoftonline.com': 'https://sts.windows.net',
  'https://login.microsoftonline.us': 'https://sts.windows.net',
  'https://login.partner.microsoftonline.cn': 'https://sts.chinacloudapi.cn',
};

/** The sign-in service where no other is named. */
export const DEFAULT_AUTHORITY = 'https://login.microsoftonline.com';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ID_URI = /^(?:api|https):\/\/[\w.~/-]{1,200}$/i;
const LOOPBACK = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/**
 * Reads the settings.
 *
 * @param local true on a developer's machine, where the sign-in service may be one of this machine
 */
export function readSignIn(texts: SignInTexts, local: boolean): SignInReading {
  const tenants = entriesOf(texts.SignInTenant).map((entry) => entry.toLowerCase());
  const audiences = entriesOf(texts.SignInAudience);
  const authority = (texts.SignInAuthority ?? DEFAULT_AUTHORITY).replace(/\/+$/, '');
  const problems = [
    ...tenantProblems(tenants, audiences),
    ...audienceProblems(tenants, audiences),
    ...authorityProblems(authority, local),
  ];
  if (problems.length > 0) return { kind: 'wrong', problems };
  if (tenants.length === 0) return { kind: 'off' };
  return { kind: 'on', settings: { authority, tenants, audiences: audiences.flatMap(audienceForms) } };
}

/** Who signs a tenant's tokens, of version 2 and of version 1. @example issuersOf(settings, tenant)[1] // 'https://sts.windows.net/<tenant>/' */
export function issuersOf(
  { authority }: Pick<SignInSettings, 'authority'>,
  tenant: string,
): readonly string[] {
  return [`${authority}/${tenant}/v2.0`, `${CLOUDS[authority] ?? authority}/${tenant}/`];
}

/** Where a tenant publishes the keys of its tokens. */
export function keysUrlOf({ authority }: Pick<SignInSettings, 'authority'>, tenant: string): string {
  return `${authority}/${tenant}/discovery/v2.0/keys`;
}

function entriesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,;]+/).filter((entry) => entry !== '');
}

function tenantProblems(tenants: readonly string[], audiences: readonly string[]): readonly SignInProblem[] {
  const setting = 'SignInTenant';
  if (tenants.length === 0 && audiences.length > 0)
    return [
      { setting, message: 'needed beside SignInAudience: the id of the tenant whose tokens are accepted' },
    ];
  const bad = tenants.findIndex((tenant) => !GUID.test(tenant));
  return bad < 0
    ? []
    : [
        {
          setting,
          message: `entry ${bad + 1} is not the id of a tenant, a GUID; "common" and names are not accepted`,
        },
      ];
}

function audienceProblems(
  tenants: readonly string[],
  audiences: readonly string[],
): readonly SignInProblem[] {
  const setting = 'SignInAudience';
  if (audiences.length === 0 && tenants.length > 0)
    return [{ setting, message: 'needed beside SignInTenant: the client id of the app registration' }];
  const bad = audiences.findIndex((entry) => !GUID.test(entry.toLowerCase()) && !ID_URI.test(entry));
  return bad < 0
    ? []
    : [
        {
          setting,
          message: `entry ${bad + 1} is neither a client id, a GUID, nor an application id URI, api://…`,
        },
      ];
}

/** Elsewhere than at Microsoft, anybody could make tokens. */
function authorityProblems(authority: string, local: boolean): readonly SignInProblem[] {
  if (authority in CLOUDS || (local && LOOPBACK.test(authority))) return [];
  const message = `expected one of ${Object.keys(CLOUDS).join(', ')}; on a developer's machine also a service of that machine`;
  return [{ setting: 'SignInAuthority', message }];
}

/** Tokens of version 2 name the client id, those of version 1 what was asked for. */
function audienceForms(entry: string): readonly string[] {
  const id = entry.toLowerCase();
  return GUID.test(id) ? [id, `api://${id}`] : [entry];
}
