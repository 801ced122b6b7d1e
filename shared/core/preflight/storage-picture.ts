/** The picture of the way of the backups: from the share or the container to the instance, in the words of S3's scenarios. */
import { containerOf } from '../migration/backup-place';
import type { Finding } from './judge';
import { type EstatePicture, type MakePart, type PictureBox, partsJudgedBy } from './picture';
import type { PreflightPlan } from './plan';
import { resultOf } from './proof';
import type { Readings } from './question';
import { SCENARIO_SECTION, type StorageScenario, storageScenario } from './storage-scenario';
import { lastName } from './subnets';

/** The picture of the way of the backups; absent where the account could not be read. */
export function storagePicture(
  plan: PreflightPlan,
  readings: Readings,
  findings: readonly Finding[],
): EstatePicture | undefined {
  const scenario = resultOf(storageScenario(plan), readings);
  if (scenario === undefined) return undefined;
  const part = partsJudgedBy(findings);
  const { access, account, sections } = scenario;
  return {
    title: `Storage: open to ${access}${access === 'all networks' ? ' (this works; selected networks are safer)' : ''}${sections.length === 0 ? '' : `, scenario ${sections.join(', then ')}`}`,
    figure: SCENARIO_SECTION,
    boxes: [
      ...shareBox(plan, part),
      {
        name: `Storage account ${account.name}`,
        ...(plan.notes.share !== undefined && { link: uploadLink(plan, part) }),
        parts: accountParts(plan, part),
      },
      {
        name: `Managed instance ${lastName(plan.migration.target.managedInstanceId)}`,
        link: restoreLink(scenario, part),
        parts: [
          part('may sign in to the storage account', ['STO-08', 'STO-09', 'STO-10', 'STO-11', 'RES-15']),
        ],
      },
    ],
  };
}

function shareBox({ notes: { share } }: PreflightPlan, part: MakePart): PictureBox[] {
  if (share === undefined) return [];
  return [{ name: `File share ${share.path}`, parts: [part('rights and place of the share', SHARE)] }];
}

const SHARE = ['STO-16', 'STO-17', 'STO-18', 'STO-19', 'STO-20', 'STO-21', 'STO-22', 'STO-23'];

function uploadLink({ migration, notes: { runtime } }: PreflightPlan, part: MakePart) {
  if (migration.engine === 'dms-classic') return part('uploaded by the migration service', ['RES-06']);
  const host =
    runtime?.subnetId === undefined
      ? (runtime?.publicAddress ?? 'address not known')
      : `subnet ${lastName(runtime.subnetId)}`;
  return part(`uploaded by the integration runtime (${host})`, ['STO-04', 'STO-05', 'SHIR-03']);
}

function accountParts({ migration: { backups } }: PreflightPlan, part: MakePart) {
  return [
    part('tier and region', ['STO-06', 'STO-07']),
    part(`container ${containerOf(backups.containerUrl)}, folder ${backups.prefix || '/'}`, [
      'STO-25',
      'STO-13',
      'STO-14',
      'STO-15',
    ]),
    part('backups stay readable', ['STO-24', 'STO-26']),
  ];
}

function restoreLink({ access, account }: StorageScenario, part: MakePart) {
  const endpoints = account.privateEndpoints.map(({ id }) => lastName(id));
  if (access === 'selected networks and private endpoint')
    return part(`private endpoint ${endpoints.join(', ') || '(none)'}`, ['STO-03', 'STO-02', 'STO-01']);
  return part('firewall lets the instance in', ['STO-01', 'STO-02']);
}
