// A page in Application Insights with every migration, its requests, and the sweep; the queries are ../workbook.
import { resourceTags } from '../types.bicep'

param name string
param location string
param tags resourceTags
param componentId string

var panels = [
  { title: 'Migrations', query: loadTextContent('../workbook/migrations.kql'), visualization: 'table' }
  { title: 'Time to ready', query: loadTextContent('../workbook/time-to-ready.kql'), visualization: 'table' }
  { title: 'Requests and outcomes', query: loadTextContent('../workbook/requests.kql'), visualization: 'table' }
  { title: 'The last sweep', query: loadTextContent('../workbook/sweep-age.kql'), visualization: 'table' }
  { title: 'Sweeps', query: loadTextContent('../workbook/sweeps.kql'), visualization: 'timechart' }
  { title: 'Warnings', query: loadTextContent('../workbook/warnings.kql'), visualization: 'table' }
]

var timeRange = {
  type: 9
  name: 'time'
  content: {
    version: 'KqlParameterItem/1.0'
    style: 'pills'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        label: 'Time'
        type: 4
        isRequired: true
        typeSettings: { selectableValues: map([1, 4, 24, 72, 168, 720], hours => { durationMs: hours * 3600000 }), allowCustom: true }
        value: { durationMs: 86400000 }
      }
    ]
  }
}

var queries = map(panels, panel => {
  type: 3
  name: panel.title
  content: {
    version: 'KqlItem/1.0'
    title: panel.title
    query: panel.query
    size: 0
    timeContextFromParameter: 'TimeRange'
    queryType: 0
    resourceType: 'microsoft.insights/components'
    visualization: panel.visualization
  }
})

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Cutovers (${name})'
    category: 'workbook'
    version: '1.0'
    sourceId: componentId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([timeRange], queries)
      fallbackResourceIds: [componentId]
    })
  }
}
