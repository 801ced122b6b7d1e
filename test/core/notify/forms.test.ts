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

test('an end shows the head that evidence is verified by', () => {
  const ended = heldMessage({ event: 'ended', journalHead: 'a'.repeat(64), journalEntries: 42 });
  const shown = `Evidence: ${'a'.repeat(64)}, 42 lines`;
  expect(formOf('teams', ended).body).toContain(shown);
  expect(formOf('slack', ended).body).toContain(shown);
});

describe('the longest message', () => {
  const id = 'n'.repeat(63);
  const text = (sign: string) =>
    heldMessage({
      ...{ id: `group:${id}:999999:${'a'.repeat(16)}`, migration: id, group: id, event: 'groupStopped' },
      ...{ level: 'warning', target: `${'m'.repeat(63)}/${sign.repeat(128)}`, by: sign.repeat(256) },
      ...{ headline: sign.repeat(1_000), link: `https://${'h'.repeat(250)}/api/migrations/${id}` },
      ...{ journalHead: 'a'.repeat(64), journalEntries: 999_999 },
    });

  // 28 KB (Microsoft Learn, "Create Incoming Webhooks"), which others found to be counted in UTF-16: 14,000 signs of ASCII.
  test.each(['x', '<', '"', 'ü', '界'])('of %s fits into a Teams card', (sign) => {
    expect(Buffer.byteLength(formOf('teams', text(sign)).body, 'utf16le')).toBeLessThan(28_000);
  });

  // Slack, "Block Kit reference": 50 blocks, 3,000 characters in a section, 10 elements and 2,000 characters in a context; all blocks
  // together are refused from about 13,000 on (slackapi/bolt-js#2509); `text` is cut from 40,000 on ("Truncating content").
  test.each(['x', '<', '"', '界'])('of %s fits into a message of Slack', (sign) => {
    const body = JSON.parse(formOf('slack', text(sign)).body) as {
      readonly text: string;
      readonly blocks: readonly {
        readonly text?: { readonly text: string };
        readonly elements?: readonly { readonly text: string }[];
      }[];
    };
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(body.blocks).length).toBeLessThan(13_000);
    for (const block of body.blocks) {
      expect(block.text?.text.length ?? 1).toBeLessThanOrEqual(3_000);
      expect(block.elements?.length ?? 1).toBeLessThanOrEqual(10);
      for (const element of block.elements ?? []) expect(element.text.length).toBeLessThanOrEqual(2_000);
    }
    expect(body.text.length).toBeLessThanOrEqual(40_000);
  });

  // 1 MB (Microsoft Learn, "Azure Event Grid quotas and limits").
  test('fits into an event of Event Grid', () => {
    expect(Buffer.byteLength(formOf('eventGrid', text('界')).body)).toBeLessThan(1_000_000);
  });
});
