/** The forms in which kinds of receivers take messages. Texts are sent as plain text: what looks like markup in a name stays text. */
import type { Message } from './message';
import type { ReceiverKind } from './receivers';

/** A body and its media type. */
export interface Form {
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json';
/** As Microsoft's own publishers send: a batch, here of one. */
const CLOUD_EVENTS_TYPE = 'application/cloudevents-batch+json; charset=utf-8';

/** Writes a message for a kind of receiver. */
export function formOf(kind: ReceiverKind, message: Message): Form {
  switch (kind) {
    case 'webhook':
      return { contentType: JSON_TYPE, body: JSON.stringify(message) };
    case 'teams':
      return { contentType: JSON_TYPE, body: JSON.stringify(teamsCard(message)) };
    case 'slack':
      return { contentType: JSON_TYPE, body: JSON.stringify(slackMessage(message)) };
    case 'eventGrid':
      return { contentType: CLOUD_EVENTS_TYPE, body: JSON.stringify([cloudEvent(message)]) };
  }
}

/** @example 'Warning · blocked · prod-mi/Shop · shop' */
function titleOf({ level, event, target, migration, group }: Message): string {
  const ofGroup = group === undefined ? undefined : `group ${group}`;
  const parts = [level === 'warning' ? 'Warning' : undefined, event, target, migration, ofGroup];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** @example '2026-12-04T22:00:00.000Z · ada@example.com · shop:12:0123456789abcdef' */
function footOf({ at, by, id }: Message): string {
  return [at, by, id].join(' · ');
}

/** Of an end: what evidence is verified by. @example 'Evidence: 9f86d081…, 42 lines' */
function headOf({ journalHead, journalEntries }: Message): readonly string[] {
  return journalHead === undefined ? [] : [`Evidence: ${journalHead}, ${journalEntries ?? 0} lines`];
}

/**
 * An Adaptive Card in the message that a Teams workflow takes (Microsoft Learn, "Create incoming webhooks with Workflows"). Text runs,
 * unlike text blocks, take no Markdown (Adaptive Cards, "RichTextBlock").
 */
function teamsCard(message: Message): unknown {
  const color = message.level === 'warning' ? 'Attention' : 'Default';
  const run = (text: string, more: object): object => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...more }],
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      run(titleOf(message), { weight: 'Bolder', color }),
      run(message.headline, {}),
      ...headOf(message).map((text) => run(text, { fontType: 'Monospace', size: 'Small' })),
      run(footOf(message), { size: 'Small', isSubtle: true }),
    ],
    ...(message.link !== undefined && {
      actions: [{ type: 'Action.OpenUrl', title: 'Status', url: message.link }],
    }),
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [attachment] };
}

/** Blocks of plain text, and the text of the notification (Slack, "Sending messages using incoming webhooks"). */
function slackMessage(message: Message): unknown {
  const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });
  const lines = [titleOf(message), message.headline, ...(message.link === undefined ? [] : [message.link])];
  return {
    text: escapeSlack(`${titleOf(message)}: ${message.headline}`),
    blocks: [
      ...lines.map((line) => ({ type: 'section', text: plain(line) })),
      { type: 'context', elements: [...headOf(message), footOf(message)].map(plain) },
    ],
  };
}

/** The three characters that Slack gives a meaning (Slack, "Formatting text for app surfaces"). */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** CloudEvents 1.0, for a topic whose input schema is `CloudEventSchemaV1_0`. */
function cloudEvent(message: Message): unknown {
  const { id, event, migration, group, at } = message;
  const ofGroup = group === undefined ? undefined : `groups/${group}`;
  const subject = migration === undefined ? ofGroup : `migrations/${migration}`;
  return {
    specversion: '1.0',
    id,
    source: '/sqlmi-cutover',
    type: `sqlmi-cutover.${event}`,
    ...(subject !== undefined && { subject }),
    time: at,
    datacontenttype: JSON_TYPE,
    data: message,
  };
}
