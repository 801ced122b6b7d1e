/** The HTTP contract as data: operations, schemas that can be asked, examples. */
import ts from 'typescript';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { type Need, type Route, ROUTES } from '../../shared/api/routes';
import type { Role } from '../../shared/core/access/roles';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { nodesOf, parse, read } from './support';

/** A part of the contract. */
export type Json = Readonly<Record<string, unknown>>;

/** The contract. */
export const contract = parseYaml(read('openapi.yaml')) as {
  readonly info: Json;
  readonly security: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
};

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** An operation of the contract or of the app. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly needs: Need;
}

/** A way in: each lists the roles of which one is enough. */
interface Security {
  readonly token?: readonly Role[];
}

function needOf(security: readonly Security[]): Need {
  if (security.length === 0) return 'nothing';
  const roles = security.flatMap(({ token }) => token ?? []);
  return roles.length === 0 ? 'signIn' : roles;
}

/** Operations as the contract lists them. */
export function operations(): readonly Operation[] {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({
        id: String(operation.operationId),
        method: method.toUpperCase(),
        path,
        needs: needOf((operation.security ?? contract.security) as readonly Security[]),
      })),
  );
}

/** Routes as the table has them. */
export function routes(): readonly Operation[] {
  return Object.entries<Route>(ROUTES).map(([id, { method, path, needs }]) => ({
    id,
    method,
    path: `/${path}`,
    needs,
  }));
}

/** Names of the routes that the app registers: those written out, and those of the operator verbs. */
export function registered(): readonly string[] {
  const written = nodesOf(parse('functions/index.ts'), ts.isCallExpression)
    .filter((call) => call.expression.getText() === 'route')
    .flatMap(({ arguments: [name] }) => (name && ts.isStringLiteral(name) ? [name.text] : []));
  return [...written, ...OPERATOR_VERBS.map(({ operationId }) => operationId)];
}

/** What a reference points to. */
export function resolve(reference: string): unknown {
  const [start, ...parts] = reference.split('/');
  if (start !== '#') return undefined;
  return parts.reduce<unknown>((value, part) => (value as Json | undefined)?.[part], contract);
}

/** Every object of the contract with its place. */
export function* objectsOf(value: unknown = contract, place = '#'): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Json];
  for (const [name, child] of Object.entries(value)) yield* objectsOf(child, `${place}/${name}`);
}

/** The checker of a schema of the contract. */
export function checkerOf(schema: unknown): z.ZodType {
  const text = JSON.stringify({ ...(schema as Json), $defs: contract.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
}

/** The checker of a named schema. */
export function checkerOfName(name: string): z.ZodType {
  return checkerOf({ $ref: `#/components/schemas/${name}` });
}

/** What is wrong with a value, one line each; empty when it fits. The value travels as JSON first, as in an answer. */
export function problemsOf(checker: z.ZodType, value: unknown): readonly string[] {
  const parsed = checker.safeParse(JSON.parse(JSON.stringify(value)));
  return parsed.success ? [] : parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
}
