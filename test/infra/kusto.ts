/** Checks queries as Azure does before it runs them: with the Kusto language service, against the tables of the log. */
import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';

/** Columns that the product's queries use (Microsoft Learn, "Application Insights telemetry data model"). */
const TABLES = {
  traces:
    '(timestamp: datetime, message: string, severityLevel: int, operation_Name: string, customDimensions: dynamic)',
  requests:
    '(timestamp: datetime, name: string, success: bool, resultCode: string, duration: real, operation_Name: string)',
  exceptions: '(timestamp: datetime, type: string, outerMessage: string, operation_Name: string)',
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

/** A node of a query's syntax, with the members of all kinds of nodes that are used here: which one has them, its kind says. */
export interface SyntaxNode {
  readonly SimpleName: string;
  readonly Text: string;
  readonly Name: SyntaxNode;
  readonly Expression: SyntaxNode;
  readonly Selector: SyntaxNode;
  readonly Operator: SyntaxNode;
  readonly Condition: SyntaxNode;
  readonly Left: SyntaxNode;
  readonly Right: SyntaxNode;
  readonly ArgumentList: SyntaxNode;
  readonly ByClause: SyntaxNode | null;
  readonly Expressions: List<{ readonly Element: SyntaxNode }>;
  readonly Aggregates: List<{ readonly Element: SyntaxNode }>;
  readonly Statements: List<{ readonly Element: SyntaxNode }>;
  ToString(): string;
}

/** The part of the service's own types that is used here; the package declares them as globals of a browser. */
interface KustoLanguage {
  readonly KustoCode: {
    Parse(text: string): { readonly Syntax: SyntaxNode };
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

const { Kusto, Bridge } = globalThis as unknown as {
  readonly Kusto: { readonly Language: KustoLanguage };
  readonly Bridge: { readonly Reflection: { getTypeName(of: unknown): string } };
};
const { KustoCode, GlobalState, Symbols } = Kusto.Language;

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

const known = new Map<string, SyntaxNode>();

/** The syntax of a query; a query is parsed once. */
export function syntaxOf(text: string): SyntaxNode {
  const syntax = known.get(text) ?? KustoCode.Parse(text).Syntax;
  known.set(text, syntax);
  return syntax;
}

/** A node's kind, such as `PipeExpression`. */
export function kindOf(node: SyntaxNode): string {
  return Bridge.Reflection.getTypeName(node).replace(/^.*\./, '');
}

function listed<T>(list: List<T>): readonly T[] {
  return Array.from({ length: list.Count }, (_, at) => list.getItem(at));
}
