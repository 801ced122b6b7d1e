/** The page of 500 migrations in a browser: how soon it shows, how it scrolls, and what an hour of polling leaves. */
import { type Browser, type CDPSession, type Page, chromium } from 'playwright-core';
import type { MigrationSummary } from '../../../shared/core/migration/status-document';
import { inParallel } from '../in-parallel';
import { LocalStack, poll } from '../local-stack';
import { type Row, medianAndLongest, row } from '../row';
import { publishRow } from './fleet-rows';

const MIGRATIONS = 500;
const OPENINGS = 5;
const SCROLL_STEPS = 150;
/** An hour in a minute. */
const TIMES_FASTER = 60;
const HOUR_OF_POLLS = 360;
/** A migration at rest is looked at every 120 s, the list is asked for every 10 s. */
const CHANGED_BETWEEN_POLLS = Math.round(MIGRATIONS / 12);

const ROWS = "document.querySelectorAll('.row .name > a').length";

/** Notes when the first rows and all of them were drawn, milliseconds of the page's own clock. */
const WATCH_ROWS = `
  window.seen = {};
  window.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true });
  const note = () => {
    const rows = ${ROWS};
    const name = rows === ${MIGRATIONS} ? 'all' : rows > 0 ? 'first' : undefined;
    if (name === undefined || seen[name] !== undefined) return;
    seen[name] = 0;
    requestAnimationFrame(() => setTimeout(() => (seen[name] = performance.now()), 0));
  };
  new MutationObserver(note).observe(document, { childList: true, subtree: true });
`;

/** Lets the time of the page pass faster: its timers and its clock. */
const FASTER = `
  const [later, every, now, began] = [setTimeout, setInterval, Date.now, Date.now()];
  window.setTimeout = (task, after = 0) => later(task, after / ${TIMES_FASTER});
  window.setInterval = (task, after = 0) => every(task, after / ${TIMES_FASTER});
  Date.now = () => began + (now() - began) * ${TIMES_FASTER};
`;

/** Measures the page as the local stack serves it. */
export function benchPage(note: (text: string) => void): Promise<readonly Row[]> {
  return LocalStack.with({}, async (local) => {
    note(`${MIGRATIONS} projections`);
    await local.ledger.prepare();
    await inParallel(MIGRATIONS, 16, (number) => publishRow(local.ledger, number));
    const { default: packaged } = await import('@sparticuz/chromium');
    const browser = await chromium.launch({
      executablePath: await packaged.executablePath(),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const url = `${local.stack.hostUrl}/api/ui`;
      return [...(await openings(browser, url, note)), ...(await anHour(browser, url, note))];
    } finally {
      await browser.close();
    }
  });
}

async function openings(
  browser: Browser,
  url: string,
  note: (text: string) => void,
): Promise<readonly Row[]> {
  const firsts: number[] = [];
  const alls: number[] = [];
  const working: number[] = [];
  const opening: number[] = [];
  const scrolling: number[] = [];
  const ofProcessor: number[] = [];
  const refreshing: number[] = [];
  for (let n = 0; n < OPENINGS; n++) {
    note(`opening ${n + 1} of ${OPENINGS}`);
    const page = await open(browser, 'about:blank', WATCH_ROWS);
    const work = await processorTime(browser, page, async () => {
      await page.goto(url);
      await allRows(page);
    });
    const { first, all } = await allRows(page);
    working.push(work.whole);
    firsts.push(first);
    alls.push(all);
    opening.push(await longest(page));
    ofProcessor.push((await processorTime(browser, page, () => scroll(page))).longest);
    scrolling.push(await longest(page));
    for (let asked = 0; asked < 5; asked++) {
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.waitForTimeout(300);
    }
    refreshing.push(await longest(page));
    await page.context().close();
  }
  return [
    ...medianAndLongest('page of 500: first rows drawn', firsts, 'ms', { target: 1_000, places: 0 }),
    ...medianAndLongest('page of 500: all rows drawn', alls, 'ms', { places: 0 }),
    ...medianAndLongest('processor time of the page until all rows are drawn', working, 'ms', { places: 0 }),
    ...medianAndLongest('longest task while it opens', opening, 'ms', { places: 0 }),
    ...medianAndLongest('longest task while it scrolls', scrolling, 'ms', { target: 50, places: 0 }),
    ...medianAndLongest('longest task while it scrolls, processor time', ofProcessor, 'ms', {
      target: 50,
      places: 0,
    }),
    ...medianAndLongest('longest task while nothing has changed', refreshing, 'ms', {
      target: 50,
      places: 0,
    }),
  ];
}

async function anHour(browser: Browser, url: string, note: (text: string) => void): Promise<readonly Row[]> {
  note(`an hour of polling, ${TIMES_FASTER} times as fast`);
  const began = Date.now();
  const page = await open(browser, url, WATCH_ROWS + FASTER);
  const polls = await answerPolls(page, began);
  const reach = async (wanted: number): Promise<void> => {
    const last = (): string => `${polls.count} polls`;
    await poll(
      `${wanted} polls`,
      { seconds: 600, everyMs: 100 },
      () => Promise.resolve(polls.count >= wanted || undefined),
      last,
    );
  };
  await allRows(page);
  const cdp = await page.context().newCDPSession(page);
  await reach(HOUR_OF_POLLS / 6);
  await longest(page);
  const before = await memoryOf(cdp);
  await reach(HOUR_OF_POLLS);
  const task = await longest(page);
  const after = await memoryOf(cdp);
  await page.context().close();
  return [
    row('heap after ten minutes of polling', before.heap, 'MB'),
    row(
      `heap after an hour: ${HOUR_OF_POLLS} polls, ${CHANGED_BETWEEN_POLLS} rows changed in each`,
      after.heap,
      'MB',
      { target: before.heap * 1.1 },
    ),
    row('nodes of the document, after the hour less after ten minutes', after.nodes - before.nodes, 'nodes', {
      target: 500,
    }),
    row('longest task of a poll in that hour', task, 'ms', { places: 0 }),
  ];
}

/** Answers the polls of the page with the rows of the stack, some of them changed each time; counts them. */
async function answerPolls(page: Page, began: number): Promise<{ readonly count: number }> {
  const polls = { count: 0 };
  let items: MigrationSummary[] = [];
  await page.route('**/api/migrations?*', async (route) => {
    polls.count += 1;
    const now = new Date(began + (Date.now() - began) * TIMES_FASTER);
    if (items.length === 0) {
      const answer = await route.fetch({ headers: { accept: 'application/json' } });
      items = ((await answer.json()) as { items: MigrationSummary[] }).items;
    }
    items = items.map((item, n) =>
      n % 12 === polls.count % 12 && n < CHANGED_BETWEEN_POLLS * 12
        ? { ...item, asOf: now.toISOString() }
        : item,
    );
    const headers = {
      date: now.toUTCString(),
      etag: `W/"${polls.count}"`,
      'content-type': 'application/json',
    };
    await route.fulfill({ headers, body: JSON.stringify({ items }) });
  });
  return polls;
}

async function open(browser: Browser, url: string, before: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(`{ ${before} }`);
  await page.goto(url);
  return page;
}

async function allRows(page: Page): Promise<{ readonly first: number; readonly all: number }> {
  const look = async (): Promise<{ first: number; all: number } | undefined> => {
    const seen = await page.evaluate<Partial<{ first: number; all: number }>>('window.seen');
    return seen.first && seen.all ? { first: seen.first, all: seen.all } : undefined;
  };
  return poll(`${MIGRATIONS} rows`, { seconds: 60, everyMs: 50 }, look, () => 'fewer');
}

/** From the first row to the last and back, as a wheel does it. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(640, 400);
  for (let n = 0; n < SCROLL_STEPS; n++) {
    await page.mouse.wheel(0, n < SCROLL_STEPS / 2 ? 400 : -400);
    await page.waitForTimeout(16);
  }
}

/** The longest task since it was last asked for; 0 where none was longer than 50 ms. */
async function longest(page: Page): Promise<number> {
  await page.waitForTimeout(200);
  return page.evaluate<number>('Math.max(0, ...tasks.splice(0))');
}

/** What tasks took, milliseconds. */
interface Work {
  readonly longest: number;
  readonly whole: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Milliseconds of the processor that the page's own thread takes: on a busy machine the elapsed time is that of others. */
async function processorTime(browser: Browser, page: Page, use: () => Promise<void>): Promise<Work> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await use();
  const trace = (await browser.stopTracing()).toString();
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && main.has(threadOf(event)));
  const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return { longest: Math.max(0, ...times), whole: times.reduce((sum, time) => sum + time, 0) };
}

async function memoryOf(cdp: CDPSession): Promise<{ readonly heap: number; readonly nodes: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { nodes } = await cdp.send('Memory.getDOMCounters');
  return { heap: usedSize / 2 ** 20, nodes };
}
