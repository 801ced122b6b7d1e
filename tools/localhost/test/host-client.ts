/** The status object of the client API, as far as tests look at it. */
export interface Status {
  name: string;
  instanceId: string;
  parentInstanceId?: string;
  runtimeStatus: string;
  input: unknown;
  output: unknown;
  customStatus: unknown;
  historyEvents?: Record<string, unknown>[];
}

/** A host as its callers see it: an address. */
export class HostClient {
  constructor(public url: string) {}

  webhook(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.url}/runtime/webhooks/durabletask/${path}`, init);
  }

  /** Starts an orchestration and returns its id. */
  async startNew(name: string, input: unknown, id?: string): Promise<string> {
    const response = await this.webhook(
      `orchestrators/${name}${id === undefined ? '' : `/${id}`}`,
      json(input),
    );
    if (response.status !== 202)
      throw new Error(`start answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }

  async status(id: string, query = ''): Promise<Status> {
    return (await (await this.webhook(`instances/${id}?${query}`)).json()) as Status;
  }

  raise(id: string, name: string, data: unknown): Promise<Response> {
    return this.webhook(`instances/${id}/raiseEvent/${name}`, json(data));
  }

  /** Terminates, suspends, resumes, rewinds or restarts. */
  command(id: string, operation: string, reason = 'because'): Promise<Response> {
    return this.webhook(`instances/${id}/${operation}?reason=${reason}`, { method: 'POST' });
  }

  /** Waits until an instance is there and has a status. */
  reaches(id: string, status: string): Promise<void> {
    return until(`${id} to be ${status}`, async () => {
      const response = await this.webhook(`instances/${id}`);
      return response.status !== 404 && ((await response.json()) as Status).runtimeStatus === status;
    });
  }

  /** Waits until an instance has ended. */
  async finished(id: string, limit = 30_000): Promise<Status> {
    let status = await this.status(id);
    await until(
      `instance ${id} to end`,
      async () => {
        status = await this.status(id);
        return ['Completed', 'Failed', 'Terminated'].includes(status.runtimeStatus);
      },
      limit,
    );
    return status;
  }

  /** Runs an orchestration to its end. */
  async run(name: string, input: unknown, id?: string): Promise<Status> {
    return this.finished(await this.startNew(name, input, id));
  }

  /** The events of one type in an instance's history. */
  async history(id: string, type: string): Promise<Record<string, unknown>[]> {
    const { historyEvents } = await this.status(id, 'showHistory=true&showHistoryOutput=true');
    return (historyEvents ?? []).filter(({ EventType }) => EventType === type);
  }
}

/** A POST of JSON. */
export function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Another host answers by way of storage: it is slower than the bundled one, and each look costs it requests. */
const pace =
  process.env['PARITY_BASE'] === undefined ? { patience: 1, lookMs: 10 } : { patience: 4, lookMs: 100 };

/** Waits for a condition, and names it when it does not come within `limit` milliseconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 20_000,
): Promise<void> {
  const limitMs = limit * pace.patience;
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((next) => setTimeout(next, pace.lookMs));
  }
}
