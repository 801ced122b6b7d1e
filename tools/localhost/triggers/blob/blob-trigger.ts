import { expandSettings } from '../../app/app-environment';
import { WorkQueue } from '../../durable/work-queue';
import { messageOf } from '../../errors';
import { firstLine } from '../../log';
import type { FunctionDefinition } from '../../registered/function-definition';
import { parseOption } from '../../registered/function-option';
import type { BlobReceipt } from '../../state/trigger-state';
import type { TriggerServices } from '../trigger-services';
import { blobInput, blobMetadata, wantsReference } from './blob-data';
import { BlobSource, type ListedBlob } from './blob-source';
import { parsePathPattern, type PathPattern } from './path-pattern';
import { connectionName, connectionString } from './storage-connection';

const triesBeforePoison = 5;

/** Milliseconds between two listings: while there is work, and what it grows to when idle and when storage is down. */
const pace = { active: 500, longestIdle: 2000, longestDown: 10_000 };

/**
 * Watches a container by listing it and runs a function once per blob version. Unlike Azure, which keeps receipts as
 * blobs in the storage account, receipts are in the journal of the state folder.
 */
export class BlobTrigger {
  private readonly pattern: PathPattern;
  /** Blobs that come as events are not compared with the path: the event subscription is what filters them. */
  private readonly takesAll: boolean;
  private readonly source: BlobSource;
  private readonly queue: WorkQueue;
  /** Names of blobs that are queued or running. */
  private readonly busy = new Set<string>();
  private delay = pace.active;
  private stopped = false;
  private isDown = false;
  private toldMissing = false;
  private cancelPoll: () => void = () => undefined;

  /** @throws {HostError} OPTION_INVALID for a bad path or connection. */
  constructor(
    readonly definition: FunctionDefinition,
    readonly services: TriggerServices,
  ) {
    const { env, hostJson, clock, chaos } = services;
    const { path = '' } = definition.trigger as { path?: string };
    this.pattern = parseOption(definition, 'path', path, (text) =>
      parsePathPattern(expandSettings(text, env)),
    );
    this.takesAll = definition.trigger['source'] === 'EventGrid';
    this.source = new BlobSource(connectionString(definition, env), this.pattern.container, chaos);
    this.queue = new WorkQueue(hostJson.extensions.blobs.maxDegreeOfParallelism, chaos, clock);
  }

  start(): void {
    void this.poll();
  }

  stop(): void {
    this.stopped = true;
    this.cancelPoll();
    this.queue.stop();
  }

  private async poll(): Promise<void> {
    const { clock } = this.services;
    const started = clock.now();
    try {
      const blobs = await this.source.list(this.takesAll ? '' : this.pattern.prefix);
      this.tellWhether(true);
      if (blobs === undefined) this.tellMissing();
      for (const blob of blobs ?? []) if (this.isDue(blob)) this.enqueue(blob);
      this.delay = this.busy.size > 0 ? pace.active : Math.min(this.delay * 1.25, pace.longestIdle);
    } catch (error) {
      this.tellWhether(false, error);
      this.delay = Math.min(this.delay * 2, pace.longestDown);
    }
    if (this.stopped) return;
    // A slow listing is not repeated at once.
    const delay = Math.max(this.delay, 2 * (clock.now() - started));
    this.cancelPoll = clock.after(delay, () => void this.poll());
  }

  private isDue({ name, etag }: ListedBlob): boolean {
    if (this.busy.has(name)) return false;
    if (!this.takesAll && this.pattern.match(name) === undefined) return false;
    const receipt = this.receipt(name);
    return receipt?.etag !== etag || receipt.outcome === 'failed';
  }

  private enqueue(blob: ListedBlob): void {
    this.busy.add(blob.name);
    this.queue.add(async () => {
      try {
        await this.run(blob);
      } catch (error) {
        this.tellWhether(false, error);
      } finally {
        this.busy.delete(blob.name);
      }
    });
  }

  /** Tries a version again at once, as the queue behind the extension does, until it is poison. */
  private async run(blob: ListedBlob): Promise<void> {
    for (let outcome: BlobReceipt['outcome'] | undefined = 'failed'; outcome === 'failed';)
      outcome = await this.runOnce(blob);
  }

  /** What came of one try; undefined when there was nothing to try. */
  private async runOnce(blob: ListedBlob): Promise<BlobReceipt['outcome'] | undefined> {
    const { definition, services } = this;
    const { container } = this.pattern;
    const path = this.path(blob.name);
    const fetched = await this.source.fetch(blob, !wantsReference(definition));
    if (fetched === undefined) {
      services.log.info(`${definition.name}: skipped '${path}': deleted or replaced before its run`);
      return undefined;
    }
    const outcome = await services.runner.runOnce(definition, {
      input: blobInput(definition, container, blob.name, fetched),
      triggerMetadata: blobMetadata(path, this.pattern.match(blob.name) ?? {}, fetched),
      about: path,
    });
    return outcome.kind === 'stopped' ? undefined : this.writeReceipt(blob, outcome.kind === 'ok');
  }

  private async writeReceipt(
    { name, etag }: ListedBlob,
    succeeded: boolean,
  ): Promise<BlobReceipt['outcome']> {
    const functionName = this.definition.name;
    const path = this.path(name);
    const before = this.receipt(name);
    const attempts = (before?.etag === etag ? before.attempts : 0) + 1;
    const outcome = succeeded ? 'done' : attempts < triesBeforePoison ? 'failed' : 'poison';
    if (outcome === 'poison')
      this.services.log.error(
        `${functionName}: gave up '${path}' (etag ${etag}) after ${attempts} tries: poison`,
      );
    const receipt = { etag, attempts, outcome } as const;
    await this.services.store.commit({ kind: 'blob', functionName, path, receipt });
    return outcome;
  }

  private receipt(name: string): BlobReceipt | undefined {
    return this.services.store.triggers.receipt(this.definition.name, this.path(name));
  }

  private path(name: string): string {
    return `${this.pattern.container}/${name}`;
  }

  private tellMissing(): void {
    if (this.toldMissing) return;
    this.toldMissing = true;
    this.services.log.warn(`${this.definition.name}: there is no container '${this.pattern.container}' yet`);
  }

  /** One line when storage stops answering and one when it answers again. */
  private tellWhether(answers: boolean, error?: unknown): void {
    if (this.isDown !== answers || this.stopped) return;
    this.isDown = !answers;
    const how = answers
      ? 'answers again'
      : `does not answer (${firstLine(messageOf(error))}); retrying until it is ready`;
    const { log } = this.services;
    log.warn(`${this.definition.name}: storage '${connectionName(this.definition)}' ${how}`);
  }
}
