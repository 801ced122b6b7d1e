// From the outputs of main.bicep, which azd keeps in its environment.
using 'events.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param appId = readEnvironmentVariable('APP_ID')
param sources = json(readEnvironmentVariable('EVENT_SOURCES'))
