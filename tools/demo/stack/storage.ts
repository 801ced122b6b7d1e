/** Storage of the local stack: Azurite, started here or one that already runs on its usual ports. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Service, startService } from './service-process';

/** Azurite's published development account (Microsoft Learn, "Use the Azurite emulator"). */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const SERVICES = ['Blob', 'Queue', 'Table'] as const;
const USUAL_PORTS = { Blob: 10000, Queue: 10001, Table: 10002 } as const;
const LISTENING =
  /Azurite (Blob|Queue|Table) service is successfully listening at (http:\/\/127\.0\.0\.1:\d+)/;

const FREE_PORTS = { Blob: 0, Queue: 0, Table: 0 } as const;

/** A port for each service. */
export type Ports = Readonly<Record<(typeof SERVICES)[number], number>>;

/** Running storage. */
export interface Storage {
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly tableUrl: string;
  readonly ports: Ports;
  /** Absent when it was running before. */
  readonly service?: Service;
}

/** Starts Azurite. @param where its usual ports (reusing what answers there), free ones, or those of an earlier start */
export async function startStorage(
  folder: string,
  logFile: string,
  where: 'usual' | 'free' | Ports,
): Promise<Storage> {
  if (where === 'usual' && (await isStorageRunning()))
    return describe(
      `http://127.0.0.1:${USUAL_PORTS.Blob}`,
      `http://127.0.0.1:${USUAL_PORTS.Queue}`,
      `http://127.0.0.1:${USUAL_PORTS.Table}`,
    );
  const ports = where === 'usual' ? USUAL_PORTS : where === 'free' ? FREE_PORTS : where;
  await mkdir(folder, { recursive: true });
  const service = await startService({
    name: 'storage (Azurite)',
    args: [
      require.resolve('azurite/dist/src/azurite.js'),
      '--location',
      folder,
      ...portArgs(ports),
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
    ],
    env: {},
    ready: { line: LISTENING, lines: SERVICES.length },
    logFile,
  });
  const url = (name: string): string => service.ready.find((match) => match[1] === name)?.[2] ?? '';
  return { ...describe(url('Blob'), url('Queue'), url('Table')), service };
}

/** Where Azurite would put its log beside its data. */
export function storageFolder(folder: string): string {
  return join(folder, 'storage');
}

function portArgs(ports: Ports): readonly string[] {
  return SERVICES.flatMap((name) => [`--${name.toLowerCase()}Port`, String(ports[name])]);
}

function describe(blob: string, queue: string, table: string): Storage {
  const [blobUrl, queueUrl, tableUrl] = [blob, queue, table].map((origin) => `${origin}/${ACCOUNT}`) as [
    string,
    string,
    string,
  ];
  const port = (url: string): number => Number(new URL(url).port);
  return {
    connectionString: connectionTo({
      BlobEndpoint: blobUrl,
      QueueEndpoint: queueUrl,
      TableEndpoint: tableUrl,
    }),
    blobUrl,
    tableUrl,
    ports: { Blob: port(blobUrl), Queue: port(queueUrl), Table: port(tableUrl) },
  };
}

/** A connection string for Azurite, its account's addresses given by name. */
export function connectionTo(endpoints: Readonly<Record<string, string>>): string {
  const account = ['DefaultEndpointsProtocol=http', `AccountName=${ACCOUNT}`, `AccountKey=${KEY}`];
  return [...account, ...Object.entries(endpoints).map(([name, url]) => `${name}=${url}`), ''].join(';');
}

/** True when Azurite answers on its usual ports. */
export async function isStorageRunning(): Promise<boolean> {
  return (await isAzurite(USUAL_PORTS.Blob)) && (await isAzurite(USUAL_PORTS.Table));
}

/** Azurite names itself in the Server header. */
async function isAzurite(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/${ACCOUNT}?comp=list`, {
      signal: AbortSignal.timeout(1_000),
    });
    await answer.arrayBuffer();
    return answer.headers.get('server')?.startsWith('Azurite') === true;
  } catch {
    return false;
  }
}
