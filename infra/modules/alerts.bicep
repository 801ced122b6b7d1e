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

// A line reaches the log minutes after it was written, so a rule looks back further than to its last run. The sweep
// repeats every five minutes how each migration stands: a quarter of an hour sees it, also where one sweep is late.
var perMigration = [{ name: 'migration', operator: 'Include', values: ['*'] }]
var rules = [
  {
    name: 'attention'
    text: 'A migration needs an operator.'
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
    window: 'PT15M'
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
    text: 'A migration is not being assessed.'
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
    name: 'sweep-silent'
    text: 'The sweep has not run for half an hour.'
    query: loadTextContent('../alerts/sweep-silent.kql')
    severity: 2
    window: 'PT30M'
    dimensions: []
  }
  {
    name: 'ledger-unavailable'
    text: 'The storage of the ledger does not answer: nothing is decided, and nothing is sent.'
    query: loadTextContent('../alerts/ledger-unavailable.kql')
    severity: 1
    window: 'PT15M'
    dimensions: []
  }
  {
    name: 'frozen'
    text: 'The ledger is frozen: nothing is sent for any migration.'
    query: loadTextContent('../alerts/frozen.kql')
    severity: 3
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
    window: 'PT2H'
    dimensions: perMigration
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
  name: 'alert-${name}-no-look'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'For ten minutes there was neither an assessment nor a sweep: nothing runs.'
    severity: 1
    enabled: true
    scopes: [componentId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT10M'
    criteria: {
      allOf: [
        {
          query: loadTextContent('../alerts/no-look.kql')
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
