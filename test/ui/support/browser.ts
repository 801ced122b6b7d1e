/** A real browser for suites of the page: Chromium from a package, one process for each suite. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { source as axeSource } from 'axe-core';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { ROOT } from '../../docs/support';
import { type Found, withProgram } from '../../support/program';

/** How a page is opened. */
export interface Opening {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly timezoneId?: string;
  /** For a service of this machine whose certificate nobody else has signed. */
  readonly ignoreHTTPSErrors?: boolean;
  /** A script that runs before the page's own. */
  readonly before?: string;
}

/** A browser whose pages remember what went wrong in them. */
export class TestBrowser {
  private browser: Browser | undefined;
  private contexts: BrowserContext[] = [];
  /** Errors of the console, exceptions, and what the policy of the page forbade. */
  readonly complaints: string[] = [];

  async start(): Promise<void> {
    const { default: packaged } = await import('@sparticuz/chromium');
    this.browser = await chromium.launch({
      executablePath: await packaged.executablePath(),
      // Not those of the package: they are for a function in the cloud, in one process and without web security.
      args: ['--no-sandbox', '--disable-gpu'],
    });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }

  /** Ends what the test before has opened. */
  async clear(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    this.contexts = [];
    this.complaints.length = 0;
  }

  /** Opens an address. */
  async open(url: string, { width = 1280, height = 800, before, ...opening }: Opening = {}): Promise<Page> {
    if (this.browser === undefined) throw new Error('Cannot open a page: the browser has not been started');
    const context = await this.browser.newContext({
      viewport: { width, height },
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      ...opening,
    });
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.addInitScript(axeSource);
    if (before !== undefined) await page.addInitScript(before);
    await page.goto(url);
    return page;
  }
}

/**
 * Waits until an expression holds. The browser's own waiting evaluates a text anew in the page, which its policy forbids.
 *
 * @throws with the expression when it does not hold in time
 */
export async function until(page: Page, expression: string): Promise<void> {
  const limit = Date.now() + 20_000;
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
    if (Date.now() > limit) throw new Error(`It did not come true: ${expression}`);
    await page.waitForTimeout(50);
  }
}

/** What axe finds wrong with a page, a line each. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate<{ id: string; nodes: { target: string[]; failureSummary: string }[] }[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Declares a suite that needs the browser and the built page; skipped with the reason where there is none. */
export function inBrowser(name: string, suite: (browser: TestBrowser) => void): void {
  withProgram(name, findBrowser(), () => {
    const browser = new TestBrowser();
    beforeAll(() => browser.start(), 60_000);
    afterAll(() => browser.stop());
    afterEach(() => browser.clear());
    suite(browser);
  });
}

function findBrowser(): Found {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { kind: 'none', reason: 'the Chromium of the package runs on Linux x64 only' };
  const built = join(ROOT, 'dist', 'ui', 'index.html');
  return existsSync(built)
    ? { kind: 'found', path: built }
    : { kind: 'none', reason: 'the page is not built: npm run build' };
}

/** Opens the dialog of each button of the bar in turn: axe finds nothing wrong with it, and it fits the window. */
export async function expectSoundDialogs(page: Page): Promise<void> {
  for (const name of await page.locator('.actions button').allInnerTexts()) {
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForSelector('dialog[open]');
    expect([name, await axeProblems(page)]).toEqual([name, []]);
    const overflow = await page.evaluate<number>(
      "document.querySelector('#act').scrollWidth - document.querySelector('#act').clientWidth",
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
  }
}
