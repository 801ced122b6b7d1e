/** Checks queries as Azure does before it runs them: with the Kusto language service, against the tables of the log. */
import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';

/** Columns that the product's queries use (Microsoft Learn, "Application Insights telemetry data model"). */
const TABLES = {
  traces:
    '(timestamp: datetime, message: string, severityLevel: int, operation_Name: string, customDimensions: dynamic)',
  requests: '(timestamp: datetime, name: string, success: bool, resultCode: string, operation_Name: string)',
};

/** What a query gives, or what is wrong with it. */
export interface CheckedQuery {
  readonly problems: readonly string[];
  /** Names of the result's columns. */
  readonly columns: readonly string[];
}

interface List<T> {
  readonly Count: number;
  getItem(at: number): T;
}

interface Table {
  WithName(name: string): Table;
}

/** The part of the service's own types that is used here; the package declares them as globals of a browser. */
interface KustoLanguage {
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: unknown,
    ): {
      GetDiagnostics(): List<{ readonly Message: string }>;
      readonly ResultType: { readonly Columns: List<{ readonly Name: string }> } | null;
    };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly Symbols: {
    readonly TableSymbol: { From(schema: string): Table };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly Table[]) => unknown };
  };
}

const { KustoCode, GlobalState, Symbols } = (globalThis as unknown as { Kusto: { Language: KustoLanguage } })
  .Kusto.Language;

const LOG = GlobalState.Default.WithDatabase(
  new Symbols.DatabaseSymbol.ctor(
    'log',
    Object.entries(TABLES).map(([name, schema]) => Symbols.TableSymbol.From(schema).WithName(name)),
  ),
);

/** Checks a query. */
export function checkQuery(text: string): CheckedQuery {
  const code = KustoCode.ParseAndAnalyze(text, LOG);
  return {
    problems: listed(code.GetDiagnostics()).map(({ Message }) => Message),
    columns: code.ResultType === null ? [] : listed(code.ResultType.Columns).map(({ Name }) => Name),
  };
}

function listed<T>(list: List<T>): readonly T[] {
  return Array.from({ length: list.Count }, (_, at) => list.getItem(at));
}
