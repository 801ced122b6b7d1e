// For `azd up`, which sets AZURE_ENV_NAME and AZURE_LOCATION. The rest: `azd env set BACKUP_ACCOUNT_ID /subscriptions/…`; more
// than one account or instance, and everything else that main.bicep takes, is written here (examples/ shows how).
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param backups = [
  {
    id: readEnvironmentVariable('BACKUP_ACCOUNT_ID')
    containers: split(readEnvironmentVariable('BACKUP_CONTAINERS'), ',')
    systemTopicId: empty(readEnvironmentVariable('BACKUP_TOPIC_ID', '')) ? null : readEnvironmentVariable('BACKUP_TOPIC_ID', '')
  }
]
// The client id that infra/tools/register-app prints; empty: the app lets nobody in.
param settings = { SignInAudience: readEnvironmentVariable('SIGN_IN_AUDIENCE', '') }
param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', 'storage')
param managedInstances = [
  {
    id: readEnvironmentVariable('MANAGED_INSTANCE_ID')
    engines: split(readEnvironmentVariable('MIGRATION_ENGINES', 'dms'), ',')
  }
]
param alertEmails = filter(split(readEnvironmentVariable('ALERT_EMAILS', ''), ','), address => !empty(address))
