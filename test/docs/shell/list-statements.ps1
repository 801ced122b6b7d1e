# Reads scripts from standard input as JSON, a list of texts, and writes of each, as JSON, the kinds of its statements and what SQL Server 2008 objects to.
param([string] $Assembly)
$ErrorActionPreference = 'Stop'
Add-Type -Path $Assembly
$space = 'Microsoft.SqlServer.TransactSql.ScriptDom'
$parser = New-Object "$space.TSql100Parser" $true
$scripts = [Console]::In.ReadToEnd() | ConvertFrom-Json -NoEnumerate

function Get-Kinds($statement) {
    $kind = $statement.GetType().Name
    if ($kind -eq 'SelectStatement' -and $null -ne $statement.Into) { return 'SelectIntoStatement' }
    if ($kind -eq 'IfStatement') { return @($kind) + @(Get-Kinds $statement.ThenStatement) + @(if ($null -ne $statement.ElseStatement) { Get-Kinds $statement.ElseStatement }) }
    $kind
}

$said = @(foreach ($script in $scripts) {
    $errors = $null
    $tree = $parser.Parse((New-Object System.IO.StringReader $script), [ref] $errors)
    $kinds = @(foreach ($batch in $tree.Batches) { foreach ($statement in $batch.Statements) { Get-Kinds $statement } })
    $tokens = @($tree.ScriptTokenStream | Where-Object { $_.TokenType -eq 'Identifier' -or $_.TokenType -like 'Open*' -or $_.TokenType -like 'Exec*' } | ForEach-Object { $_.Text.ToUpperInvariant() } | Sort-Object -Unique)
    @{ kinds = $kinds; words = $tokens; problems = @(foreach ($one in $errors) { "line $($one.Line): $($one.Message)" }) }
  })
ConvertTo-Json -InputObject $said -Compress -Depth 4
