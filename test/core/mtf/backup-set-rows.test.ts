import { toBackupSetRows } from '../../../shared/core/mtf/backup-set-rows';
import { BackupHistory } from '../../../tools/demo/backup-writer/backup-history';
import { read } from './support';

test('a row names the server that wrote the backup', () => {
  const history = new BackupHistory({ databaseName: 'Sales', seed: 7, serverName: 'SRV\\SALES' });
  const [bytes] = history.full().files;
  expect(toBackupSetRows('full.bak', read(bytes!))).toMatchObject([{ serverName: 'SRV\\SALES' }]);
});
