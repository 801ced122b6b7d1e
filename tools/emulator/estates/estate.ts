/** An estate in the shapes of core: what each question about it is answered with. What nobody set does not exist. */
import {
  type Answers,
  type Question,
  type QuestionKind,
  questionKey,
} from '../../../shared/core/preflight/question';
import type { Peering, SecurityRule, Subnet } from '../../../shared/core/preflight/resources';

/** A question and its answer. */
export interface Known<K extends QuestionKind = QuestionKind> {
  readonly question: Question<K>;
  readonly value: Answers[K];
}

/** What there is, by the key of its question. */
export type Estate = Map<string, Known>;

/** Sets an answer, in place of the one there is. */
export function set<K extends QuestionKind>(
  estate: Estate,
  kind: K,
  id: string,
  value: Answers[K],
  about?: string,
): void {
  const question: Question<K> = { kind, id, ...(about !== undefined && { about }) };
  estate.set(questionKey(question), { question, value });
}

/** Changes an answer. @throws {Error} When there is none. */
export function change<K extends QuestionKind>(
  estate: Estate,
  kind: K,
  id: string,
  to: (value: Answers[K]) => Answers[K],
): void {
  const known = estate.get(questionKey({ kind, id })) as Known<K> | undefined;
  if (known === undefined) throw new Error(`Cannot change ${kind} ${id}: the estate has none`);
  set(estate, kind, id, to(known.value));
}

/** Removes a resource. */
export function remove(estate: Estate, kind: QuestionKind, id: string): void {
  estate.delete(questionKey({ kind, id }));
}

/** Changes one subnet of its network. */
export function changeSubnet(estate: Estate, id: string, over: Partial<Subnet>): void {
  change(estate, 'virtualNetwork', id.replace(/\/subnets\/.*/, ''), (network) => ({
    ...network,
    subnets: network.subnets.map((one) => (one.id === id ? { ...one, ...over } : one)),
  }));
}

/** Changes a network's side of all its peerings. */
export function changePeering(estate: Estate, networkId: string, over: Partial<Peering>): void {
  change(estate, 'virtualNetwork', networkId, (network) => ({
    ...network,
    peerings: network.peerings.map((one) => ({ ...one, ...over })),
  }));
}

/** Adds rules to a security group. */
export function addRules(estate: Estate, groupId: string, rules: readonly SecurityRule[]): void {
  change(estate, 'networkSecurityGroup', groupId, (group) => ({
    ...group,
    rules: [...rules, ...group.rules],
  }));
}
