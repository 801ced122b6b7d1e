/** The verdict on a chain that follows one branch of history, chosen or only shown. */
import type { EngineKind } from '../engine/engine-status';
import { describeBranch, describeBranches } from './branch-description';
import type { Branch, BranchChoice } from './branches';
import type { ChainEndState } from './chain-end';
import type { BackupSet } from './collect-sets';
import { setsOfOthers, wentOnElsewhere } from './elsewhere';
import { stateAt } from './end-state';
import { faultReason } from './faults';
import { filesOfSet, toStep } from './file-verdicts';
import { emptyBeyond, findingsOn } from './findings';
import { awaitedDifferentials, judgeDifferential, judgeFull } from './judge-data';
import { type ChainContext, type SetVerdict, chainContext, judgeLog } from './judge-logs';
import { lastStepsOf } from './last-steps';
import { lineageOf } from './lineage';
import { type Route, stepsOf } from './route';
import { remarksOnRoute, simpleSet } from './route-remarks';
import { stateUnchosen } from './unchosen';
import type { ChainBranch, ChainVerdict, FileVerdict, UnverifiedBase } from './verdict';
import type { Reached } from './walk';

/** What the verdict is made of. */
export interface BranchMaterial {
  readonly sets: readonly BackupSet[];
  /** Sets an operator excluded. */
  readonly excluded: readonly BackupSet[];
  /** What a restore can reach. */
  readonly reached: Reached;
  /** Every branch. */
  readonly branches: readonly Branch[];
  /** Those that may be the source's: one when it is chosen. */
  readonly open: readonly Branch[];
  /** The one the path follows. */
  readonly shown: Branch;
}

/** What the verdict depends on besides. */
interface JudgeOptions extends BranchChoice {
  readonly engine?: EngineKind;
}

/** A route and the sets around it. */
interface View {
  readonly route: Route;
  readonly context: ChainContext;
  /** Sets of the route's own history, and of others. */
  readonly own: readonly BackupSet[];
  readonly others: readonly BackupSet[];
}

/** Judges every set against the branch shown; unless that is chosen, the status is `forked`. */
export function verdictOnBranch(material: BranchMaterial, options: JudgeOptions): ChainVerdict {
  const { sets, shown, excluded } = material;
  const view = viewFrom(shown.route, sets, material.reached);
  const { context, route, own } = view;
  const { end, fork, forkUnverified } = context.state;
  const standing =
    material.open.length === 1 ? stateOn(view, excluded, options) : unchosen(material, options);
  const { verdicts, files } = judgeAll(view, material);
  const steps = context.path.map(toStep);
  return {
    ...standing,
    anchor: steps[0],
    path: steps,
    chainEnd: end,
    fork,
    forkUnverified,
    unverified: unverifiedBase(route),
    provenByEngine: route.base === 'engine',
    branches: branchesOf(material, view),
    files,
    findings: [
      ...findingsOn({ sets, path: context.path, engine: options.engine }),
      ...emptyBeyond(own, end),
      ...remarksOnRoute(sets, route, standing, verdicts),
    ],
  };
}

function judgeAll(view: View, material: BranchMaterial) {
  const verdicts = new Map<BackupSet, SetVerdict>();
  const files: FileVerdict[] = [];
  for (const set of material.sets) {
    const verdict = judge(set, view, material);
    verdicts.set(set, verdict);
    files.push(...filesOfSet(set, verdict, view.context.state.end));
  }
  return { verdicts, files };
}

function viewFrom(route: Route, sets: readonly BackupSet[], { crossings }: Reached): View {
  const context = chainContext(route.walk, lineageOf(route, sets, crossings), stepsOf(route));
  const others = setsOfOthers(sets, context);
  const isOfOthers = new Set(others);
  const own = others.length === 0 ? sets : sets.filter((set) => !isOfOthers.has(set));
  return { route, context, own, others };
}

function stateOn(view: View, excluded: readonly BackupSet[], choice: BranchChoice): ChainEndState {
  const { route, context, own, others } = view;
  return stateAt({
    state: context.state,
    lastSteps: lastStepsOf(context.path).map(toStep),
    sets: own.filter((set) => set.lastLsn > context.state.end),
    elsewhere: wentOnElsewhere(others, context, choice),
    awaitedDifferentials: awaitedDifferentials(own, route),
    simple: simpleSet(own, route),
    unverified: unverifiedBase(route),
    excluded,
  });
}

function unverifiedBase({ anchor, differential, base }: Route): UnverifiedBase | undefined {
  return differential && base === 'none'
    ? { differential: differential.label, anchor: anchor.label }
    : undefined;
}

function unchosen(material: BranchMaterial, options: JudgeOptions): ChainEndState {
  const { sets, excluded, branches, open, reached } = material;
  const candidates = open.length > 0 ? open : branches;
  const [one, other] = candidates;
  const isPair = one !== undefined && other !== undefined && candidates.length === 2;
  const wholeTo = isPair ? [endWithout(other, one), endWithout(one, other)] : [];
  return stateUnchosen(candidates.map(describeBranch), wholeTo, options.fork);

  function endWithout(left: Branch, kept: Branch) {
    const gone = new Set(left.own);
    const rest = viewFrom(
      kept.route,
      sets.filter((set) => !gone.has(set)),
      reached,
    );
    const { status } = stateOn(rest, excluded, options);
    return status === 'complete' ? kept.route.walk.end : undefined;
  }
}

function branchesOf(
  { branches, shown, reached }: BranchMaterial,
  { others }: View,
): readonly ChainBranch[] | undefined {
  if (branches.length < 2 && others.length === 0) return undefined;
  const strays = others.filter(({ endFork }) => !reached.furthest.has(endFork));
  const all = describeBranches([shown, ...branches.filter((branch) => branch !== shown)], strays);
  return all.length < 2 ? undefined : all;
}

function judge(set: BackupSet, { route, context }: View, { sets, excluded }: BranchMaterial): SetVerdict {
  switch (set.type) {
    case 'log':
      return judgeLog(set, context);
    case 'full':
      return judgeFull(set, route, context);
    case 'differential':
      return judgeDifferential(set, route, context, { sets, excluded });
    case 'other':
      return { state: 'unusable', reason: faultReason(set) };
  }
}
