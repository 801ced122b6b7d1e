/** What packages of the standards' own authors read of our forms: they find nothing wrong, and lose nothing. */
import { beginDigest } from '../../../shared/core/notify/digest';
import { formOf } from '../../../shared/core/notify/forms';
import { type Message, testMessage } from '../../../shared/core/notify/message';
import { heldMessage } from './messages';

/** What is used of the SDK of CloudEvents. */
interface EventsSdk {
  readonly CloudEvent: new (event: object) => { validate(): boolean };
  readonly HTTP: { toEvent(message: { readonly headers: object; readonly body: string }): unknown };
}
const { CloudEvent, HTTP } = jest.requireActual<EventsSdk>('cloudevents');

interface Remark {
  readonly message: string;
}
interface Remarks {
  readonly eventCount: number;
  getEventAt(at: number): Remark;
}
/** What is used of the library of Adaptive Cards. */
interface CardsLibrary {
  readonly AdaptiveCard: new () => {
    parse(card: object, remarks: Remarks): void;
    validateProperties(): { readonly validationEvents: readonly Remark[] };
    toJSON(): unknown;
  };
  readonly SerializationContext: new (version?: unknown) => Remarks;
  readonly Version: { parse(text: string, remarks: Remarks): unknown };
}
/** Its main file is for bundlers only. */
const { AdaptiveCard, SerializationContext, Version } = jest.requireActual<CardsLibrary>(
  'adaptivecards/dist/adaptivecards',
);

const AT = '2026-12-04T22:15:00.000Z';
const HEAD = { journalHead: 'a'.repeat(64), journalEntries: 42 };

const MESSAGES: readonly (readonly [name: string, message: Message])[] = [
  ['held', heldMessage()],
  [
    'with markup in it',
    heldMessage({ headline: '<!channel> [click](https://evil.example.com) *bold* </at>' }),
  ],
  ['a warning', heldMessage({ event: 'blocked', level: 'warning', block: 'chainBroken' })],
  ['the end, with its hash', heldMessage({ event: 'ended', proven: true, ...HEAD })],
  [
    'of a group, without a migration',
    heldMessage({ migration: undefined, group: 'wave-1', target: undefined }),
  ],
  ['without a link', heldMessage({ link: undefined })],
  ['in other scripts', heldMessage({ headline: '界 ü \u{1f512}', target: 'prod-mi/Größe 界' })],
  ['long', heldMessage({ headline: '界'.repeat(1_000), by: 'x'.repeat(256) })],
  ['a test', testMessage('0123456789abcdef', 'ada@example.com', AT)],
  [
    'a digest',
    beginDigest(
      'wave-1',
      [
        {
          planned: { group: 'wave-1', messages: [heldMessage()], minutes: 15 },
          part: { id: 'shop', sequence: 1, hash: HEAD.journalHead },
        },
      ],
      { counts: { failed: 1 }, needing: [{ migration: 'sales', reason: 'attempt 1 is failed' }] },
      AT,
    ).message,
  ],
];

describe('CloudEvents, by the SDK of the specification', () => {
  const eventOf = (message: Message) => {
    const { contentType, body } = formOf('eventGrid', message);
    const events = HTTP.toEvent({ headers: { 'content-type': contentType }, body });
    if (!Array.isArray(events) || events.length !== 1) throw new Error('no batch of one event');
    return events[0] as InstanceType<EventsSdk['CloudEvent']>;
  };

  test.each(MESSAGES)('%s is valid, and comes back as it was', (_name, message) => {
    const event = eventOf(message);
    expect(event.validate()).toBe(true);
    const [sent] = JSON.parse(formOf('eventGrid', message).body) as unknown[];
    expect(JSON.parse(JSON.stringify(event))).toEqual(sent);
  });

  test.each([
    ['a source', { source: '' }],
    ['a time', { time: 'yesterday' }],
    ['a subject', { subject: '' }],
  ])('it finds %s that is none', (_name, wrong) => {
    const [sent] = JSON.parse(formOf('eventGrid', heldMessage()).body) as object[];
    expect(() => new CloudEvent({ ...sent, ...wrong }).validate()).toThrow();
  });
});

describe('Adaptive Cards, by the library of the specification', () => {
  interface Card {
    readonly version: string;
    readonly body: readonly object[];
  }
  const cardOf = (message: Message): Card => {
    const sent = JSON.parse(formOf('teams', message).body) as {
      readonly attachments: readonly [{ readonly content: Card }];
    };
    return sent.attachments[0].content;
  };
  const read = (card: Card) => {
    const version = Version.parse(card.version, new SerializationContext());
    const context = new SerializationContext(version);
    const parsed = new AdaptiveCard();
    parsed.parse(card, context);
    const told = Array.from({ length: context.eventCount }, (_none, at) => context.getEventAt(at).message);
    const invalid = parsed.validateProperties().validationEvents.map(({ message }) => message);
    return { told: [...told, ...invalid], json: parsed.toJSON() };
  };

  test.each(MESSAGES)('%s is read without a remark, and nothing is dropped', (_name, message) => {
    const card = cardOf(message);
    const { told, json } = read(card);
    expect(told).toEqual([]);
    expect(json).toEqual(card);
  });

  test.each([
    ['an element that there is not', { type: 'Bogus' }, /Unknown element type "Bogus"/],
    ['a color that there is not', { type: 'TextBlock', text: 'x', color: 'Red' }, /Invalid value/],
    [
      'what came with a later version than that of the card',
      { type: 'Table', columns: [], rows: [] },
      /Unknown element type "Table"/,
    ],
  ])('it finds %s', (_name, element, remark) => {
    const card = cardOf(heldMessage());
    expect(read({ ...card, body: [...card.body, element] }).told).toEqual([expect.stringMatching(remark)]);
  });
});
