/** The forms of a message: what each kind of receiver gets. */
import { formOf } from '../../../shared/core/notify/forms';
import { heldMessage } from './messages';

const message = heldMessage({
  headline: 'Held: <!channel> [click](https://evil.example.com) & *bold*',
});
const bodyOf = (kind: Parameters<typeof formOf>[0]) => JSON.parse(formOf(kind, message).body) as never;

test('a webhook gets the message as it is', () => {
  expect(formOf('webhook', message).contentType).toBe('application/json');
  expect(bodyOf('webhook')).toEqual(JSON.parse(JSON.stringify(message)));
});

test('Teams gets an Adaptive Card of text runs, which take no markup', () => {
  expect(bodyOf('teams')).toEqual({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            ['held · prod-mi/Shop · shop', { weight: 'Bolder', color: 'Default' }],
            [message.headline, {}],
            [`${message.at} · ada@example.com · ${message.id}`, { size: 'Small', isSubtle: true }],
          ].map(([text, more]) => ({
            type: 'RichTextBlock',
            inlines: [{ type: 'TextRun', text, ...(more as object) }],
          })),
          actions: [{ type: 'Action.OpenUrl', title: 'Status', url: message.link }],
        },
      },
    ],
  });
});

test('Slack gets blocks of plain text, and a notification in which nobody is called', () => {
  const body = bodyOf('slack') as { text: string; blocks: { type: string; text?: { type: string } }[] };
  expect(body.text).toBe(
    'held · prod-mi/Shop · shop: Held: &lt;!channel&gt; [click](https://evil.example.com) &amp; *bold*',
  );
  expect(body.blocks.map(({ type, text }) => [type, text?.type])).toEqual([
    ['section', 'plain_text'],
    ['section', 'plain_text'],
    ['section', 'plain_text'],
    ['context', undefined],
  ]);
});

test('an Event Grid topic gets CloudEvents 1.0', () => {
  expect(formOf('eventGrid', message).contentType).toBe('application/cloudevents-batch+json; charset=utf-8');
  expect(bodyOf('eventGrid')).toEqual([
    {
      specversion: '1.0',
      id: message.id,
      source: '/sqlmi-cutover',
      type: 'sqlmi-cutover.held',
      subject: 'migrations/shop',
      time: message.at,
      datacontenttype: 'application/json',
      data: JSON.parse(JSON.stringify(message)),
    },
  ]);
});

test.each(['webhook', 'teams', 'slack', 'eventGrid'] as const)(
  '%s: the longest message stays below what Slack and Teams take',
  (kind) => {
    const { body } = formOf(kind, { ...message, headline: '<'.repeat(1_000) });
    expect(Buffer.byteLength(body)).toBeLessThan(28_000);
  },
);
