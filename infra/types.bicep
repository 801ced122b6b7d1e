// What a parameter file says: shapes shared by the templates.

@export()
@description('An existing storage account that backups land in.')
type backupAccount = {
  @description('Resource id; any group and subscription of the tenant.')
  id: string

  @description('Containers whose new blobs are told to the app. The first of the first account is BackupContainer.')
  @minLength(1)
  containers: string[]

  @description('Id of the account\'s Event Grid system topic, where it has one: Azure allows one per account.')
  systemTopicId: string?

  @description('In a network: makes a private endpoint for the account\'s blobs, whose owner may have to approve it.')
  privateEndpoint: bool?
}

@export()
@description('A managed instance that databases are migrated to.')
type managedInstance = {
  @description('Resource id; any group and subscription of the tenant.')
  id: string

  @description('What migrates to it: the Database Migration Service, the Log Replay Service, the classic service.')
  engines: ('dms' | 'lrs' | 'dms-classic')[]

  @description('Lets registrations start migrations ("start": "create").')
  create: bool?

  @description('Further actions of each role, such as a retry action that your subscription lists.')
  extraActions: string[]?
}

@description('Where roles count for a group or an application: give one of these, and instances, ids or both (docs/sign-in.md).')
@sealed()
type reachRow = {
  @description('Object id of the group.')
  group: string?

  @description('Client id of the application.')
  application: string?

  @description('The roles that count there; undefined: all.')
  roles: ('Cutover.Read' | 'Cutover.Operate' | 'Cutover.Approve' | 'Cutover.Admin')[]?

  @description('ARM ids of the instances of targets.')
  instances: string[]?

  @description('Ids of migrations, or beginnings of ids that end in *; "*" is every migration.')
  ids: string[]?
}

@description('Whom messages go to (docs/notifications.md): url, or the setting that has it.')
@sealed()
type notifyReceiver = {
  name: string
  kind: 'webhook' | 'teams' | 'slack' | 'eventGrid'
  url: string?

  @description('Name of a setting CutoverSecret_…: see secrets.')
  urlSetting: string?

  @description('Name of a setting CutoverSecret_…: see secrets.')
  keySetting: string?
}

@description('Which events a receiver is told of.')
@sealed()
type notifyRule = {
  receiver: string

  @description('Names of events; undefined: all.')
  events: string[]?

  level: 'warning'?

  @description('Ids of migrations, or beginnings of ids that end in *; undefined: all.')
  ids: string[]?

  quietHours: notifyQuietHours?
}

@description('Hours of the day in which messages wait.')
@sealed()
type notifyQuietHours = {
  @description('Of the IANA database.')
  timeZone: string

  @description('HH:MM')
  from: string

  @description('HH:MM')
  to: string
}

@export()
@description('Settings of the app that a deployment may choose; docs/settings.md has their meaning and floors.')
@sealed()
type chosenSettings = {
  ApiHosts: string?

  @description('Client id of the app registration; without it the app lets nobody in.')
  SignInAudience: string?

  @description('Tenants whose tokens are accepted; undefined: the one that is deployed to.')
  SignInTenant: string?

  @description('Undefined: the sign-in service of the cloud that is deployed to.')
  SignInAuthority: string?

  @description('Where roles count; undefined: for every migration. Only with SignInAudience.')
  SignInReach: reachRow[]?

  @description('Who is told of events; undefined: nobody.')
  NotifyReceivers: notifyReceiver[]?

  @description('Undefined: every receiver is told of every event.')
  NotifyRules: notifyRule[]?

  @description('Hosts that messages may go to, separated by commas: names, or *. and the end of a name.')
  NotifyHosts: string?

  LedgerTablePrefix: string?
  SweepSchedule: string?

  @minValue(30)
  StableReadGapSeconds: int?

  @minValue(60)
  NotReceivedFirstSeconds: int?

  @minValue(30)
  NotReceivedGapSeconds: int?

  @minValue(300)
  AbsenceSeconds: int?

  @minValue(60)
  ClocksApartSeconds: int?

  @minValue(400)
  WatchLateSeconds: int?

  @minValue(30)
  SenderSeconds: int?

  @minValue(15)
  ObserveSeconds: int?

  @minValue(15)
  LeastPollSeconds: int?

  @minValue(20)
  NotifySeconds: int?
}

@export()
type resourceTags = {
  *: string
}

@export()
@description('A system topic, and the containers to be told of.')
type eventSource = {
  topicId: string
  containers: string[]
}

@export()
@description('A network is made.')
type newNetwork = {
  kind: 'new'

  @description('At least a /25 that nothing which it is peered with uses.')
  addressPrefix: string
}

@export()
@description('Subnets are there.')
type existingNetwork = {
  kind: 'existing'

  @description('Delegated to Microsoft.App/environments, at least a /26, used by nothing else.')
  appSubnetId: string

  endpointSubnetId: string

  @description('Private DNS zones; undefined: the network\'s own DNS, or a policy, names private endpoints.')
  zoneIds: zoneIds?
}

@export()
@description('Ids of the private DNS zones, by service.')
type zoneIds = {
  blob: string
  queue: string
  table: string
  sites: string
}

@export()
@description('A secret that registrations name, as a setting that refers to a key vault.')
type namedSecret = {
  @description('Registrations name the setting CutoverSecret_<name>.')
  name: string

  @description('Resource id of the vault; any group and subscription of the tenant.')
  vaultId: string

  secretName: string
}
