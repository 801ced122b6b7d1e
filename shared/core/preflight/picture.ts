/** What a drawing of an estate shows: boxes from the source to the instance, what is in them, how they are connected, and what is missing. */
import type { Finding } from './judge';

/** Whether a part is there; `asked`: only an operator can say; `notApplicable`: nothing is demanded of it here. */
export type PartState = 'found' | 'missing' | 'unknown' | 'asked' | 'notApplicable';

/** One part of the drawing, with the rows that judge it. */
export interface Part {
  readonly label: string;
  readonly rows: readonly string[];
  readonly state: PartState;
  /** What was found where something is missing or unknown. */
  readonly note?: string;
}

/** One box, and the connection that leads to it from the one before. */
export interface PictureBox {
  readonly name: string;
  readonly link?: Part;
  readonly parts: readonly Part[];
}

/** The drawing's content, from the source to the instance. */
export interface EstatePicture {
  readonly title: string;
  /** Section, and where there is one the picture, of the document that shows it. */
  readonly figure: string;
  readonly boxes: readonly PictureBox[];
}

/** Makes a part that these rows judge: the gravest of them decides. */
export type MakePart = (label: string, rows?: readonly string[]) => Part;

/** Makes the parts of a picture from what the rows have found. */
export function partsJudgedBy(findings: readonly Finding[]): MakePart {
  return (label, rows = []) => {
    const judged = findings.filter(({ row }) => rows.includes(row.id));
    const inState = (state: string) => judged.find(({ outcome }) => outcome.state === state);
    const [state, worst] =
      [['missing', inState('unmet')] as const, ['unknown', inState('unknown')] as const].find(
        ([, finding]) => finding !== undefined,
      ) ?? [];
    if (state === undefined || worst === undefined) {
      const applying = judged.filter(({ outcome }) => outcome.state !== 'notApplicable');
      const needed = judged.length === 0 || applying.length > 0 ? 'found' : 'notApplicable';
      const asked = inState('forYou') !== undefined;
      return { label, rows: applying.map(({ row }) => row.id), state: asked ? 'asked' : needed };
    }
    const { row, outcome } = worst;
    const note = outcome.state === 'forYou' ? outcome.ask : outcome.found;
    return { label, rows: [row.id], state, note };
  };
}

/** All parts of a picture, connections included, in the order in which they are drawn. */
export function partsOf({ boxes }: EstatePicture): readonly Part[] {
  return boxes.flatMap(({ link, parts }) => [...(link === undefined ? [] : [link]), ...parts]);
}

/** Ids of rows, short. @example showRows(['NSG-01', 'NSG-02', 'NSG-03', 'NSG-05']) // 'NSG-01…03, 05' */
export function showRows(ids: readonly string[]): string {
  const runs: { area: string; from: string; to: string }[] = [];
  for (const id of ids) {
    const [area = '', number = ''] = id.split('-');
    const last = runs.at(-1);
    if (last?.area === area && Number(number) === Number(last.to) + 1) last.to = number;
    else runs.push({ area, from: number, to: number });
  }
  return runs
    .map(({ area, from, to }, index) => {
      const start = runs[index - 1]?.area === area ? from : `${area}-${from}`;
      const joint = Number(to) === Number(from) + 1 ? ', ' : '…';
      return from === to ? start : `${start}${joint}${to}`;
    })
    .join(', ');
}
