import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { requirePort } from '../../tools/demo/stack/free-port';
import { findPortOwner, listeningInodes, readLsof, readNetstat } from '../../tools/demo/stack/port-owner';

describe('who listens on a port', () => {
  test('is found by the system: process and command', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const owner = await findPortOwner(port);
    if (process.platform === 'linux')
      expect(owner).toMatchObject({ pid: process.pid, command: expect.stringMatching(/node/) });
    await expect(requirePort(port, 'the Functions host', 'Do this')).rejects.toThrow(
      new RegExp(
        `^Cannot start the Functions host: port ${port} is in use by process ${process.pid} \\(.*node.*\\)\\. Do this$`,
      ),
    );
    server.close();
    await once(server, 'close');
    await requirePort(port, 'the Functions host', 'Do this');
    expect(await findPortOwner(port)).toBeUndefined();
  });

  test('Linux: the table of sockets', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1B9F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000',
      '   1: 0100007F:1B9F 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000',
      '   2: 00000000:2710 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000',
    ].join('\n');
    expect(listeningInodes(table, 7071)).toEqual(['4711']);
    expect(listeningInodes(table, 10_000)).toEqual(['4713']);
    expect(listeningInodes(table, 7075)).toEqual([]);
  });

  test('macOS: lsof for other programs', () => {
    expect(readLsof('p4711\ncnode\nf21\n')).toEqual({ pid: 4711, command: 'node' });
    expect(readLsof('')).toBeUndefined();
  });

  test('Windows: netstat, in whatever language', () => {
    const output = [
      'Aktive Verbindungen',
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    127.0.0.1:7071         0.0.0.0:0              ABHÖREN          4711',
      '  TCP    127.0.0.1:17071        0.0.0.0:0              ABHÖREN          1',
      '  TCP    127.0.0.1:50000        127.0.0.1:7071         HERGESTELLT      2',
      '  TCP    [::]:7075              [::]:0                 ABHÖREN          4712',
    ].join('\r\n');
    expect(readNetstat(output, 7071)).toBe(4711);
    expect(readNetstat(output, 7075)).toBe(4712);
    expect(readNetstat(output, 50_000)).toBeUndefined();
  });
});
