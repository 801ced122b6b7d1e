/**
 * Runs a query of the alerts over records of the log: the part of the query language that they use, on the syntax tree of
 * the Kusto language service. Whatever is not known here is refused, so no query is taken for another.
 */
import { kindOf, syntaxOf, type SyntaxNode } from './kusto';

/** A row of a table or of a result. */
export type Row = Readonly<Record<string, unknown>>;

/** Tables by name. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** Runs a query at a moment. @throws {Error} For what this runner does not know. */
export function runQuery(text: string, tables: Tables, now: Date): readonly Row[] {
  const scope: Scope = { tables, now, variables: new Map() };
  let rows: readonly Row[] = [];
  for (const statement of list(syntaxOf(text).Statements)) {
    if (kindOf(statement) === 'LetStatement')
      scope.variables.set(statement.Name.SimpleName, valueOf(statement.Expression, {}, scope));
    else rows = rowsOf(statement.Expression, scope);
  }
  return rows;
}

interface Scope {
  readonly tables: Tables;
  readonly now: Date;
  readonly variables: Map<string, unknown>;
}

function rowsOf(node: SyntaxNode, scope: Scope): readonly Row[] {
  switch (kindOf(node)) {
    case 'NameReference': {
      const rows = scope.tables[node.SimpleName];
      return rows ?? refuse(node);
    }
    case 'ParenthesizedExpression':
      return rowsOf(node.Expression, scope);
    case 'UnionOperator':
      return list(node.Expressions).flatMap((one) => rowsOf(one, scope));
    case 'PipeExpression':
      return pipe(node.Operator, rowsOf(node.Expression, scope), scope);
    default:
      return refuse(node);
  }
}

function pipe(operator: SyntaxNode, rows: readonly Row[], scope: Scope): readonly Row[] {
  switch (kindOf(operator)) {
    case 'FilterOperator':
      return rows.filter((row) => valueOf(operator.Condition, row, scope) === true);
    case 'ExtendOperator':
      return rows.map((row) => ({ ...row, ...columns(operator.Expressions, row, scope) }));
    case 'ProjectOperator':
      return rows.map((row) => columns(operator.Expressions, row, scope));
    case 'CountOperator':
      return [{ Count: rows.length }];
    case 'SummarizeOperator':
      return summarize(operator, rows, scope);
    default:
      return refuse(operator);
  }
}

/** Named expressions, one after the other: in `extend`, the later see the earlier ones. */
function columns(expressions: SyntaxNode['Expressions'], row: Row, scope: Scope): Row {
  let made: Row = {};
  for (const one of list(expressions)) {
    const [name, expression] = named(one);
    made = { ...made, [name]: valueOf(expression, { ...row, ...made }, scope) };
  }
  return made;
}

function named(node: SyntaxNode): readonly [string, SyntaxNode] {
  if (kindOf(node) === 'SimpleNamedExpression') return [node.Name.SimpleName, node.Expression];
  return kindOf(node) === 'NameReference' ? [node.SimpleName, node] : refuse(node);
}

/** Without `by`, no rows make one row, as in Kusto. */
function summarize(operator: SyntaxNode, rows: readonly Row[], scope: Scope): readonly Row[] {
  const by = operator.ByClause ? list(operator.ByClause.Expressions) : [];
  const groups = new Map<string, { readonly key: Row; readonly rows: Row[] }>();
  if (by.length === 0) groups.set('', { key: {}, rows: [...rows] });
  else
    for (const row of rows) {
      const key = Object.fromEntries(by.map(named).map(([name, from]) => [name, valueOf(from, row, scope)]));
      const group = groups.get(JSON.stringify(key)) ?? { key, rows: [] };
      groups.set(JSON.stringify(key), group);
      group.rows.push(row);
    }
  return [...groups.values()].map((group) => {
    const made = list(operator.Aggregates).map((one) => aggregate(one, group.rows, scope));
    return Object.assign({}, group.key, ...made) as Row;
  });
}

function aggregate(node: SyntaxNode, rows: readonly Row[], scope: Scope): Row {
  const isNamed = kindOf(node) === 'SimpleNamedExpression';
  const call = isNamed ? node.Expression : node;
  if (kindOf(call) !== 'FunctionCallExpression') return refuse(node);
  const [first, ...others] = list(call.ArgumentList.Expressions);
  const of = (row: Row): unknown => (first === undefined ? refuse(call) : valueOf(first, row, scope));
  if (call.Name.SimpleName === 'arg_max') return argMax([first, ...others], rows, scope);
  if (!isNamed) return refuse(node);
  return { [node.Name.SimpleName]: aggregated(call, rows, of) };
}

function aggregated(call: SyntaxNode, rows: readonly Row[], of: (row: Row) => unknown): unknown {
  switch (call.Name.SimpleName) {
    case 'count':
      return rows.length;
    case 'countif':
      return rows.filter((row) => of(row) === true).length;
    case 'sum':
      return rows.reduce((sum, row) => sum + Number(of(row) ?? 0), 0);
    case 'max':
      return rows
        .map(of)
        .reduce((most, one) => (most === null || compare(one, most) === 1 ? one : most), null);
    default:
      return refuse(call);
  }
}

function argMax(wanted: readonly (SyntaxNode | undefined)[], rows: readonly Row[], scope: Scope): Row {
  const names = wanted.map((one) => (one === undefined ? refuse() : named(one)[0]));
  const [by = ''] = names;
  const best = rows.reduce<Row | undefined>(
    (most, row) => (most === undefined || compare(row[by], most[by]) === 1 ? row : most),
    undefined,
  );
  return Object.fromEntries(names.map((name) => [name, best?.[name] ?? scope.variables.get(name) ?? null]));
}

function valueOf(node: SyntaxNode, row: Row, scope: Scope): unknown {
  switch (kindOf(node)) {
    case 'ParenthesizedExpression':
      return valueOf(node.Expression, row, scope);
    case 'LiteralExpression':
      return literal(node.ToString().trim());
    case 'NameReference':
      return nameValue(node, row, scope);
    case 'PathExpression': {
      const from = valueOf(node.Expression, row, scope);
      return (from as Row | null)?.[node.Selector.SimpleName] ?? null;
    }
    case 'ToScalarExpression':
      return Object.values(rowsOf(node.Expression, scope)[0] ?? {})[0] ?? null;
    case 'InExpression': {
      const left = valueOf(node.Left, row, scope);
      return list(node.Right.Expressions).some((one) => valueOf(one, row, scope) === left);
    }
    case 'BinaryExpression':
      return binary(node, row, scope);
    case 'FunctionCallExpression':
      return call(node, row, scope);
    default:
      return refuse(node);
  }
}

function nameValue(node: SyntaxNode, row: Row, { variables }: Scope): unknown {
  const { SimpleName: name } = node;
  if (name in row) return row[name];
  return variables.has(name) ? variables.get(name) : refuse(node);
}

const MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time span is milliseconds. */
function literal(text: string): unknown {
  const quoted = /^@?'([^']*)'$/.exec(text);
  if (quoted) return quoted[1];
  if (text === 'true' || text === 'false') return text === 'true';
  const [, number, unit] = /^(\d+)([smhd]?)$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`Cannot run the query: the literal ${text}`);
  return unit === undefined || unit === '' ? Number(number) : Number(number) * (MS[unit] ?? Number.NaN);
}

function binary(node: SyntaxNode, row: Row, scope: Scope): unknown {
  const left = valueOf(node.Left, row, scope);
  const right = (): unknown => valueOf(node.Right, row, scope);
  switch (node.Operator.Text) {
    case 'and':
      return left === true && right() === true;
    case 'or':
      return left === true || right() === true;
    case '==':
      return compare(left, right()) === 0;
    case '<':
      return compare(left, right()) === -1;
    case '>':
      return compare(left, right()) === 1;
    case '>=':
      return [0, 1].includes(compare(left, right()) ?? Number.NaN);
    case 'startswith':
      return String(left).toLowerCase().startsWith(String(right()).toLowerCase());
    default:
      return refuse(node);
  }
}

/** Undefined where one side is null: nothing is true of it. */
function compare(left: unknown, right: unknown): -1 | 0 | 1 | undefined {
  const [a, b] = [left, right].map((one) => (one instanceof Date ? one.getTime() : one));
  if (a === null || a === undefined || b === null || b === undefined) return undefined;
  if (typeof a !== typeof b)
    throw new Error(`Cannot run the query: it compares ${typeof a} with ${typeof b}`);
  return a === b ? 0 : a < b ? -1 : 1;
}

function call(node: SyntaxNode, row: Row, scope: Scope): unknown {
  const [first] = list(node.ArgumentList.Expressions);
  if (first === undefined) return refuse(node);
  const value = valueOf(first, row, scope);
  switch (node.Name.SimpleName) {
    case 'ago':
      return new Date(scope.now.getTime() - Number(value));
    case 'parse_json':
      return parsed(String(value));
    case 'tostring':
      if (value === null) return '';
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'tolong':
      return value === null ? null : Number(value);
    case 'todatetime':
      return typeof value === 'string' && value !== '' ? new Date(value) : null;
    default:
      return refuse(node);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function list(nodes: SyntaxNode['Expressions']): readonly SyntaxNode[] {
  return Array.from({ length: nodes.Count }, (_unused, at) => nodes.getItem(at).Element);
}

function refuse(node?: SyntaxNode): never {
  throw new Error(`Cannot run the query: ${node === undefined ? 'an argument is missing' : node.ToString()}`);
}
