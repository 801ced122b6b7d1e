/** The status document as it was last published, with what the control row says now. */
import type { ControlRow } from '../../core/migration/control';
import { summaryOf } from '../../core/migration/preflight-result';
import type { ApprovalsView, ApprovalView, StatusDocument } from '../../core/migration/status-document';
import type { ApprovalFacts } from '../../core/readiness/approvals';
import { stuckSince } from '../../core/views/attention';
import { stepAfterDecision } from '../../core/views/next-step';
import { nextStepFor } from '../../core/views/next-when-blocked';
import { approvalsView, holdsView } from '../../core/views/status-view';
import { describeBlock } from '../../core/watch/block';
import { assessMigration } from '../assess/assess-migration';
import { type Capabilities, nowIso } from '../capabilities';
import { readPreflight } from '../preflight/preflight-store';
import { readFreeze } from '../read-freeze';

/** The document and the ETag of the control row. */
export interface ReadStatus {
  readonly document: StatusDocument;
  readonly etag: string;
}

/** Reads the status; a migration that was never assessed is assessed now. Undefined when it is not registered. */
export async function readStatus(caps: Capabilities, id: string): Promise<ReadStatus | undefined> {
  const control = await caps.ledger.control(id);
  if (!control) return undefined;
  const published = await publishedStatus(caps, id, control.value);
  if (published === undefined) return undefined;
  const now = nowIso(caps.clock);
  const [registration, { result }, journal] = await Promise.all([
    caps.ledger.registration(id),
    readPreflight(caps.ledger, id),
    caps.ledger.journalHead(id),
  ]);
  if (registration === undefined) return undefined;
  const facts = { at: now, control: control.value, registration };
  const document = withLateness(withControl(published, facts), control.value, now);
  return {
    document: {
      ...document,
      ...(result && { preflight: summaryOf(result, control.value.preflight) }),
      ...(journal && { journal }),
    },
    etag: control.etag,
  };
}

/** What was found long ago is no news: where neither watch nor sweep looks any more, that is what blocks, as in the list. */
function withLateness(document: StatusDocument, control: ControlRow, now: string): StatusDocument {
  const dueAt = control.ended === undefined ? stuckSince(document, now) : undefined;
  if (dueAt === undefined) return document;
  const block = { kind: 'watchStuck', dueAt } as const;
  const reason = describeBlock(block);
  return {
    ...document,
    blocked: { kind: block.kind, reason, since: dueAt },
    headline: `Blocked: ${reason}; as of ${document.asOf}: ${document.headline}`,
    next: nextStepFor(block),
  };
}

/** What was decided since the last look shows at once; the next step is that of the word then. */
function withControl(published: StatusDocument, facts: ApprovalFacts): StatusDocument {
  const { control } = facts;
  const { held, holds } = holdsView(control);
  const approvals = approvalsNow(published, facts);
  const isSame = sameHolds(published.holds, holds) && isSameDocument(published.approvals, approvals);
  return {
    ...published,
    held,
    holds,
    approvals,
    policy: control.policy,
    next: isSame ? published.next : stepAfterDecision(control, approvals?.missing),
  };
}

/** What the last look found against an approval stays found, as long as it is that approval. */
function approvalsNow(
  { approvals: published }: StatusDocument,
  facts: ApprovalFacts,
): StatusDocument['approvals'] {
  const now = approvalsView(facts);
  const isFoundVoid = ({ by, at, state }: ApprovalView): boolean =>
    state === 'granted' &&
    published?.given.some((one) => one.by === by && one.at === at && one.state === 'void') === true;
  return now?.given.some(isFoundVoid) && hasSameApprovals(now, published) ? published : now;
}

function hasSameApprovals(one: ApprovalsView, other: ApprovalsView | undefined): boolean {
  const keysOf = ({ given }: ApprovalsView) => given.map(({ by, at }) => [by, at]);
  return other !== undefined && isSameDocument(keysOf(one), keysOf(other));
}

/** Both are made by the same function, so their members are in one order. */
function isSameDocument(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameHolds(some: StatusDocument['holds'] = [], others: StatusDocument['holds'] = []): boolean {
  return some.map(({ number }) => number).join() === others.map(({ number }) => number).join();
}

/** One that was published before a freeze, or before a thaw, is no news: it is assessed now. */
async function publishedStatus(
  caps: Capabilities,
  id: string,
  control: ControlRow,
): Promise<StatusDocument | undefined> {
  const published = await caps.ledger.status(id);
  if (published === undefined) return assessAndRead(caps, id);
  const freeze = control.ended === undefined ? await readFreeze(caps.ledger) : undefined;
  const isSame = freeze?.at === published.frozen?.at && freeze?.reason === published.frozen?.reason;
  return isSame || control.ended !== undefined ? published : assessAndRead(caps, id);
}

async function assessAndRead(caps: Capabilities, id: string): Promise<StatusDocument | undefined> {
  await assessMigration(caps, id, 'routine');
  return caps.ledger.status(id);
}
