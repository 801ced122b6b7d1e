/** Small pieces that every view uses. */
import { type TemplateResult, html, nothing } from 'lit-html';
import { distanceText, momentText, utcText } from '../text/time';
import { type Sign, MARKS } from '../text/words';

/** A moment in the browser's time zone, in UTC on hover. */
export function moment(iso: string, now: number): TemplateResult {
  return html`<time datetime=${iso} title=${utcText(iso)}>${momentText(iso, now)}</time>`;
}

/** How far away a moment is; the moment itself on hover. */
export function distance(iso: string, now: number): TemplateResult {
  const title = `${momentText(iso, now)} here, ${utcText(iso)}`;
  return html`<time datetime=${iso} title=${title}>${distanceText(iso, now)}</time>`;
}

/** A state: its shape, and its word. */
export function sign({ word, tone }: Sign, more?: unknown): TemplateResult {
  return html`<span class="sign ${tone}"
    ><span class="mark" aria-hidden="true">${MARKS[tone]}</span>${word}${more ?? nothing}</span
  >`;
}
