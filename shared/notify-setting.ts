/** The settings `NotifyReceivers`, `NotifyRules` and `NotifyHosts`: who is told what, where. */
import { z } from 'zod';
import { SECRET_PREFIX, isSecretSetting } from './core/migration/secret-setting';
import {
  NOTIFIED_EVENTS,
  type NotifyRule,
  RECEIVER_KINDS,
  type Receiver,
  addressProblem,
} from './core/notify/receivers';
import { isTimeZone } from './core/sending/window-problem';

/** The settings as they are set; undefined: not set. */
export interface NotifyTexts {
  readonly NotifyReceivers: string | undefined;
  readonly NotifyRules: string | undefined;
  /** The entries of the list. */
  readonly NotifyHosts: readonly string[];
}

/** What is read, or what is wrong; a message names place and remedy, never a value (G5). */
export type NotifyReading =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on';
      readonly receivers: readonly Receiver[];
      readonly rules: readonly NotifyRule[];
      readonly hosts: readonly string[];
    }
  | {
      readonly kind: 'wrong';
      readonly problems: readonly { readonly setting: keyof NotifyTexts; readonly message: string }[];
    };

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const ID_PATTERN = /^(?:\*|[a-z0-9][a-z0-9-]{0,62}\*?)$/;
const HOST = /^(?:\*\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?::\d{1,5})?$/;
const MOST_RECEIVERS = 20;
const MOST_RULES = 100;
const MOST_DIGEST_MINUTES = 1_440;

const secretSetting = z
  .string('the name of an app setting')
  .refine(isSecretSetting, `the name of an app setting that begins with ${SECRET_PREFIX}`);

const receiver = z
  .strictObject({
    name: z.string('a name').regex(NAME, 'a name of lower-case letters, digits and hyphens, at most 40'),
    kind: z.enum(RECEIVER_KINDS, `one of ${RECEIVER_KINDS.join(', ')}`),
    url: z.string('a URL').optional(),
    urlSetting: secretSetting.optional(),
    keySetting: secretSetting.optional(),
  })
  .superRefine(({ kind, url, urlSetting, keySetting }, context) => {
    const wrong = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const isSecretUrl = kind === 'teams' || kind === 'slack';
    if (isSecretUrl && (url !== undefined || urlSetting === undefined))
      wrong(
        'url',
        `the URL of ${kind} is a secret: name the setting that has it in urlSetting, and leave url out`,
      );
    else if ((url === undefined) === (urlSetting === undefined))
      wrong('url', 'give either url or urlSetting');
    if (kind === 'webhook' && keySetting === undefined)
      wrong('keySetting', 'a webhook is signed: name the setting that has the key');
    if (isSecretUrl && keySetting !== undefined) wrong('keySetting', `${kind} takes no key; leave it out`);
  });

const rule = z.strictObject({
  receiver: z.string('the name of a receiver'),
  events: z
    .array(z.enum(NOTIFIED_EVENTS, 'an event of docs/notifications.md'), 'a list of events')
    .min(1, 'at least one event; leave it out for all')
    .optional(),
  level: z.literal('warning', 'warning, or leave it out').optional(),
  ids: z
    .array(
      z.string().regex(ID_PATTERN, 'an id of a migration, the beginning of one (sales-*), or *'),
      'a list of ids',
    )
    .min(1, 'at least one id; leave it out for all')
    .optional(),
  groups: z
    .array(
      z.string().regex(ID_PATTERN, 'an id of a group, the beginning of one (wave-*), or *'),
      'a list of ids of groups',
    )
    .min(1, 'at least one id; leave it out for all')
    .optional(),
  digestMinutes: z
    .int('whole minutes')
    .min(1, 'at least a minute')
    .max(MOST_DIGEST_MINUTES, 'at most a day (1440)')
    .optional(),
  quietHours: z
    .strictObject({
      timeZone: z
        .string('a time zone')
        .refine(isTimeZone, 'a time zone of the IANA database, like Europe/Berlin'),
      from: z.string('a time').regex(TIME, 'a time of day, like 22:00'),
      to: z.string('a time').regex(TIME, 'a time of day, like 06:00'),
    })
    .refine(({ from, to }) => from !== to, 'from and to differ')
    .optional(),
});

const receivers = z
  .array(receiver, 'a list of receivers')
  .max(MOST_RECEIVERS, `at most ${MOST_RECEIVERS} receivers`)
  .superRefine((list, context) => {
    list.forEach(({ name }, at) => {
      if (list.findIndex((other) => other.name === name) !== at)
        context.addIssue({ code: 'custom', path: [at, 'name'], message: 'another receiver has this name' });
    });
  });
const rules = z.array(rule, 'a list of rules').max(MOST_RULES, `at most ${MOST_RULES} rules`);

/** Reads them together. Without rules, every receiver is told of every event. */
export function readNotify(texts: NotifyTexts): NotifyReading {
  const { NotifyHosts: hosts } = texts;
  const problems = hostProblems(hosts);
  const list = listOf('NotifyReceivers', texts.NotifyReceivers, receivers, problems) ?? [];
  const listed = listOf('NotifyRules', texts.NotifyRules, rules, problems);
  const ofAll = listed ?? list.map(({ name }): NotifyRule => ({ receiver: name }));
  if (problems.length === 0) problems.push(...addressProblems(list, hosts), ...strayRules(list, ofAll));
  if (problems.length > 0) return { kind: 'wrong', problems };
  return list.length === 0 ? { kind: 'off' } : { kind: 'on', receivers: list, rules: ofAll, hosts };
}

type Problem = Extract<NotifyReading, { kind: 'wrong' }>['problems'][number];

function hostProblems(hosts: readonly string[]): Problem[] {
  return hosts.flatMap((host, at) =>
    HOST.test(host)
      ? []
      : [
          {
            setting: 'NotifyHosts' as const,
            message: `entry ${at + 1} is neither a host (hooks.example.com) nor the end of one (*.example.com)`,
          },
        ],
  );
}

function addressProblems(list: readonly Receiver[], hosts: readonly string[]): readonly Problem[] {
  return list.flatMap(({ url }, at) => {
    const problem = url === undefined ? undefined : addressProblem(url, hosts);
    return problem === undefined
      ? []
      : [{ setting: 'NotifyReceivers' as const, message: `receiver ${at + 1}, url: ${problem.text}` }];
  });
}

function strayRules(list: readonly Receiver[], ofAll: readonly NotifyRule[]): readonly Problem[] {
  const unknown = ofAll.flatMap((one, at) =>
    list.some(({ name }) => name === one.receiver)
      ? []
      : [{ setting: 'NotifyRules' as const, message: `rule ${at + 1}, receiver: none has this name` }],
  );
  const untold = list.flatMap(({ name }, at) =>
    ofAll.some((one) => one.receiver === name)
      ? []
      : [
          {
            setting: 'NotifyRules' as const,
            message: `receiver ${at + 1} is in no rule; add one, or remove it`,
          },
        ],
  );
  return [...unknown, ...untold];
}

function listOf<T>(
  setting: 'NotifyReceivers' | 'NotifyRules',
  text: string | undefined,
  schema: z.ZodType<T>,
  problems: Problem[],
): T | undefined {
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const what = setting === 'NotifyReceivers' ? 'receiver' : 'rule';
  problems.push(...parsed.error.issues.map((issue) => ({ setting, message: messageOf(issue, what) })));
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** @example 'rule 2, events 1: an event of docs/notifications.md' */
function messageOf(issue: z.core.$ZodIssue, what: string): string {
  const [at, ...rest] = issue.path;
  const message =
    issue.code === 'unrecognized_keys' ? `unknown field ${issue.keys.join(', ')}` : issue.message;
  if (at === undefined) return `${message}, as JSON`;
  const place = rest.map((part) => (typeof part === 'number' ? part + 1 : String(part)));
  return `${what} ${Number(at) + 1}${place.length === 0 ? '' : `, ${place.join(' ')}`}: ${message}`;
}
