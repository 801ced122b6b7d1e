import { randomUUID } from 'node:crypto';
import { expandSettings } from '../../app/app-environment';
import { WorkQueue } from '../../durable/work-queue';
import { HostError, messageOf } from '../../errors';
import type { FunctionDefinition } from '../../registered/function-definition';
import type { BlobReceipt } from '../../state/trigger-state';
import type { RunningTrigger, TriggerServices } from '../trigger';
import { blobInput, blobMetadata, wantsReference } from './blob-data';
import { type BlobSource, type ListedBlob, openBlobSource } from './blob-source';
import { chaoticSource } from './chaotic-source';
import { parsePathPattern, type PathPattern } from './path-pattern';
import { PollPace } from './poll-pace';
import { connectionName, connectionString } from './storage-connection';

const triesBeforePoison = 5;

/** Milliseconds; doubled for every further try. */
const firstRetryDelay = 250;

/**
 * Watches a container by listing it and runs a function once per blob version. Unlike Azure, which keeps receipts as
 * blobs in the storage account, receipts are in the journal of the state folder.
 */
export class BlobTrigger implements RunningTrigger {
  readonly #pattern: PathPattern;
  readonly #source: BlobSource;
  readonly #queue: WorkQueue;
  readonly #pace = new PollPace();
  /** Names of blobs that are queued or running. */
  readonly #busy = new Set<string>();
  /** When a blob whose function failed may be tried again, milliseconds. */
  readonly #retryAt = new Map<string, number>();
  #stopped = false;
  #isDown = false;
  #toldMissing = false;
  #cancelPoll: () => void = () => undefined;

  /** @throws {HostError} OPTION_INVALID for a bad path or connection. */
  constructor(
    readonly definition: FunctionDefinition,
    readonly services: TriggerServices,
  ) {
    const { env, hostJson, clock, chaos } = services;
    this.#pattern = patternOf(definition, env);
    const source = openBlobSource(connectionString(definition, env), this.#pattern.container);
    this.#source = chaoticSource(source, chaos);
    this.#queue = new WorkQueue(hostJson.maxBlobParallelism, chaos, clock);
  }

  start(): void {
    void this.#poll();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelPoll();
    this.#queue.stop();
  }

  /** `input` is the blob's path, `container/name`. */
  runByHand(input: unknown): void {
    const name = String(input).replace(`${this.#pattern.container}/`, '');
    this.#source.find(name).then(
      (blob) => {
        if (blob !== undefined) this.#enqueue(blob);
        else this.services.log.warn(`${this.definition.name}: there is no blob '${this.#path(name)}'`);
      },
      (error: unknown) => this.#wentDown(error),
    );
  }

  async #poll(): Promise<void> {
    const { clock } = this.services;
    const started = clock.now();
    try {
      const blobs = await this.#source.list(this.#pattern.prefix);
      this.#cameBack();
      if (blobs === undefined) this.#tellMissing();
      const due = (blobs ?? []).filter((blob) => this.#isDue(blob));
      for (const blob of due) this.#enqueue(blob);
      this.#pace.polled(due.length > 0 || this.#busy.size > 0, clock.now() - started);
    } catch (error) {
      this.#wentDown(error);
      this.#pace.failed();
    }
    if (!this.#stopped) this.#cancelPoll = clock.after(this.#pace.delay, () => void this.#poll());
  }

  #isDue({ name, etag }: ListedBlob): boolean {
    if (this.#busy.has(name) || this.#pattern.match(name) === undefined) return false;
    const receipt = this.#receipt(name);
    if (receipt?.etag !== etag) return true;
    return receipt.outcome === 'failed' && (this.#retryAt.get(name) ?? 0) <= this.services.clock.now();
  }

  #enqueue(blob: ListedBlob): void {
    if (this.#busy.has(blob.name)) return;
    this.#busy.add(blob.name);
    this.#queue.add(async () => {
      try {
        await this.#run(blob);
      } catch (error) {
        this.#wentDown(error);
      } finally {
        this.#busy.delete(blob.name);
      }
    });
  }

  async #run(blob: ListedBlob): Promise<void> {
    const { definition, services } = this;
    const { container } = this.#pattern;
    const fetched = await this.#source.fetch(blob, !wantsReference(definition));
    if (fetched === undefined) {
      services.log.info(
        `${definition.name}: skipped '${this.#path(blob.name)}': deleted or replaced before its run`,
      );
      return;
    }
    const outcome = await services.runner.runOnce(definition, {
      invocationId: randomUUID(),
      input: blobInput(definition, container, blob.name, fetched),
      triggerMetadata: blobMetadata(container, blob.name, this.#pattern.match(blob.name) ?? {}, fetched),
      about: this.#path(blob.name),
    });
    if (outcome.kind !== 'stopped') await this.#writeReceipt(blob, outcome.kind === 'ok');
  }

  async #writeReceipt({ name, etag }: ListedBlob, succeeded: boolean): Promise<void> {
    const { store, log, clock } = this.services;
    const before = this.#receipt(name);
    const attempts = (before?.etag === etag ? before.attempts : 0) + 1;
    const isPoison = !succeeded && attempts >= triesBeforePoison;
    if (isPoison)
      log.error(
        `${this.definition.name}: gave up '${this.#path(name)}' (etag ${etag}) after ${attempts} tries: poison`,
      );
    if (!succeeded) this.#retryAt.set(name, clock.now() + firstRetryDelay * 2 ** (attempts - 1));
    await store.commit({
      kind: 'blob',
      functionName: this.definition.name,
      path: this.#path(name),
      receipt: { etag, attempts, outcome: succeeded ? 'done' : isPoison ? 'poison' : 'failed' },
    });
    if (succeeded || isPoison) this.#retryAt.delete(name);
  }

  #receipt(name: string): BlobReceipt | undefined {
    return this.services.store.triggers.receipt(this.definition.name, this.#path(name));
  }

  #path(name: string): string {
    return `${this.#pattern.container}/${name}`;
  }

  #tellMissing(): void {
    if (this.#toldMissing) return;
    this.#toldMissing = true;
    this.services.log.warn(`${this.definition.name}: there is no container '${this.#pattern.container}' yet`);
  }

  #wentDown(error: unknown): void {
    if (this.#isDown || this.#stopped) return;
    this.#isDown = true;
    this.services.log.warn(
      `${this.definition.name}: storage '${connectionName(this.definition)}' does not answer (${messageOf(error).split('\n', 1)[0] ?? ''}); trying again until it does`,
    );
  }

  #cameBack(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.services.log.warn(
      `${this.definition.name}: storage '${connectionName(this.definition)}' answers again`,
    );
  }
}

function patternOf(definition: FunctionDefinition, env: NodeJS.ProcessEnv): PathPattern {
  const { path } = definition.trigger as { path?: string };
  try {
    return parsePathPattern(expandSettings(path ?? '', env));
  } catch (error) {
    throw new HostError(
      'OPTION_INVALID',
      `Cannot start function '${definition.name}': path '${path ?? ''}': ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}
