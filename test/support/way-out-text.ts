import type { WayOut } from '../../shared/core/readiness/unknowns';

/** The way out in words, Markdown. @example wayOutText(unknownRow('checksum').wayOut) // '`waive`: take the backup anew …' */
export function wayOutText(wayOut: WayOut): string {
  return wayOut.kind === 'verb' ? `\`${wayOut.verb}\`: ${wayOut.how}` : `none: ${wayOut.instead}`;
}
