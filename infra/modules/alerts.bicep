// Rules that look for what the app writes (docs/events.md); the queries are ../alerts.
import { resourceTags } from '../types.bicep'

param name string
param location string
param tags resourceTags = {}
param componentId string
@description('Who is written to.')
param emails string[]
@description('Action groups that exist already.')
param actionGroupIds string[]
@description('False: nothing is told by events, so that no event means nothing.')
param withEvents bool

// A line reaches the log minutes after it was written, so a rule looks back further than to its last run.
var perMigration = [{ name: 'migration', operator: 'Include', values: ['*'] }]
var rules = [
  {
    name: 'attention'
    text: 'A migration needs a look.'
    query: loadTextContent('../alerts/attention.kql')
    severity: 2
    window: 'PT15M'
    dimensions: perMigration
  }
  {
    name: 'ready-and-waiting'
    text: 'A migration is ready, and nobody has approved its cutover.'
    query: loadTextContent('../alerts/ready-and-waiting.kql')
    severity: 3
    window: 'P2D'
    dimensions: perMigration
  }
  {
    name: 'outcome-not-confirmed'
    text: 'A cutover has no confirmed outcome.'
    query: loadTextContent('../alerts/outcome-not-confirmed.kql')
    severity: 1
    window: 'PT15M'
    dimensions: perMigration
  }
  {
    name: 'watch-overdue'
    text: 'A migration is not being looked at.'
    query: loadTextContent('../alerts/watch-overdue.kql')
    severity: 1
    window: 'PT15M'
    dimensions: perMigration
  }
  {
    name: 'sweep-failing'
    text: 'The sweep does not get through.'
    query: loadTextContent('../alerts/sweep-failing.kql')
    severity: 2
    window: 'PT15M'
    dimensions: []
  }
  {
    name: 'app-warnings'
    text: 'Something that the app needs does not answer.'
    query: loadTextContent('../alerts/app-warnings.kql')
    severity: 2
    window: 'PT15M'
    dimensions: []
  }
]
var rulesOfEvents = [
  {
    name: 'events-silent'
    text: 'Backups are found by the sweep alone: events do not arrive.'
    query: loadTextContent('../alerts/events-silent.kql')
    severity: 3
    window: 'PT6H'
    dimensions: []
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'cutover'
    emailReceivers: [
      for email in emails: { name: email, emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

var told = concat(actionGroupIds, empty(emails) ? [] : [people.id])

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in concat(rules, withEvents ? rulesOfEvents : []): {
    name: 'alert-${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.text
      severity: rule.severity
      enabled: true
      scopes: [componentId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: rule.dimensions
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: told }
      // The tables of a new component are empty, and not known yet.
      skipQueryValidation: true
    }
  }
]

resource silence 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${name}-sweep-silent'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'No sweep has ended well for half an hour: nothing runs.'
    severity: 1
    enabled: true
    scopes: [componentId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT30M'
    criteria: {
      allOf: [
        {
          query: loadTextContent('../alerts/sweep-silent.kql')
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    autoMitigate: true
    actions: { actionGroups: told }
    skipQueryValidation: true
  }
}
