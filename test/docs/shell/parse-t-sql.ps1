# Reads scripts from standard input as JSON, a list of texts, and writes what each lacks in the eyes of ScriptDom as JSON.
param([string] $Assembly)
$ErrorActionPreference = 'Stop'
Add-Type -Path $Assembly
$space = 'Microsoft.SqlServer.TransactSql.ScriptDom'
# The oldest version that backs up to a URL, and the newest of a managed instance's update policies.
$parsers = @((New-Object "$space.TSql110Parser" $true), (New-Object "$space.TSql160Parser" $true))
$scripts = [Console]::In.ReadToEnd() | ConvertFrom-Json -NoEnumerate
$problems = @(foreach ($script in $scripts) {
    $said = @(foreach ($parser in $parsers) {
        $reader = New-Object System.IO.StringReader $script
        $errors = $null
        [void] $parser.Parse($reader, [ref] $errors)
        foreach ($one in $errors) { "$($parser.GetType().Name), line $($one.Line): $($one.Message)" }
      })
    , $said
  })
ConvertTo-Json -InputObject $problems -Compress -Depth 3
