/** The HTTP contract as data: operations, schemas that can be asked, examples. */
import ts from 'typescript';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { nodesOf, parse, read } from './support';

/** A part of the contract. */
export type Json = Readonly<Record<string, unknown>>;

/** The contract. */
export const contract = parseYaml(read('openapi.yaml')) as {
  readonly info: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
};

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** An operation of the contract or of the app. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly anonymous: boolean;
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
        anonymous: Array.isArray(operation.security) && operation.security.length === 0,
      })),
  );
}

/** Routes as the app registers them. */
export function routes(): readonly Operation[] {
  const verbs = OPERATOR_VERBS.map(({ operationId, verb }) => ({
    id: operationId,
    method: 'POST',
    path: `/migrations/{id}/${verb}`,
    anonymous: false,
  }));
  return [...verbs, ...routesInPlace()];
}

/** Routes that are written out; those of the operator verbs are made from their table. */
function routesInPlace(): readonly Operation[] {
  return nodesOf(parse('functions/index.ts'), ts.isCallExpression)
    .filter((call) => call.expression.getText() === 'route')
    .filter((call) => !call.getText().startsWith('route(verb.'))
    .map((call) => {
      const texts = call.arguments.map((one) => (ts.isStringLiteral(one) ? one.text : ''));
      const [id = '', method = '', path = ''] = texts;
      return { id, method, path: `/${path}`, anonymous: texts[4] === 'anonymous' };
    });
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
