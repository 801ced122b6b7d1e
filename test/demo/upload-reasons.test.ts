import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { connectionTo } from '../../tools/demo/stack/storage';
import { roomFor, uploadReason } from '../../tools/demo/upload-reasons';

const FULL = { folder: '/stack', free: 1024 * 1024, needed: 30 * 1024 * 1024 };
const ROOM = { ...FULL, free: 60 * 1024 * 1024 };

/** What the client says of a storage that answers so. */
async function faultOf(answer: 'reset' | number): Promise<unknown> {
  const server = createServer((request, response) => {
    if (answer === 'reset') request.socket.resetAndDestroy();
    else response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/devstoreaccount1`;
  const client = BlobServiceClient.fromConnectionString(connectionTo({ BlobEndpoint: url }), {
    retryOptions: { maxTries: 1 },
  });
  const fault: unknown = await client
    .getContainerClient('c')
    .getBlockBlobClient('b')
    .upload('x', 1)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  await new Promise((resolve) => server.close(resolve));
  return fault;
}

describe('a storage that does not take a file', () => {
  test('breaks off, or fails, on a full disk: how much is free and needed', async () => {
    const said = 'the disk of the storage is full: 1.0 MiB are free below /stack, 30.0 MiB are needed';
    for (const answer of ['reset', 500] as const)
      expect(uploadReason(await faultOf(answer), FULL)).toBe(said);
  });

  test('breaks off with room left, or where nobody can measure: both causes, and no errno', async () => {
    for (const room of [ROOM, undefined])
      expect(uploadReason(await faultOf('reset'), room)).toBe(
        'the storage broke the connection off; has the stack ended, or is its disk full?',
      );
  });

  test('fails with room left: its log', async () => {
    expect(uploadReason(await faultOf(500), ROOM)).toMatch(/failed \(500\).*storage\.log/);
  });
});

test('room is measured on the disk of the folder; of what is not there it is unknown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'room-'));
  try {
    writeFileSync(join(folder, 'a.bak'), Buffer.alloc(3_000_000));
    const room = await roomFor(folder, join(folder, 'a.bak'));
    expect(room?.needed).toBeGreaterThanOrEqual(3_000_000);
    expect(room?.free).toBeGreaterThan(0);
    expect(await roomFor(join(folder, 'none'), join(folder, 'a.bak'))).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
