/** Where progress goes: a panel that is redrawn on a terminal, one line per event elsewhere. */

/** A place to show progress. */
export interface Screen {
  /** Something happened: stays on the screen. */
  note(text: string): void;
  /** How things stand: replaces what was shown before. */
  panel(lines: readonly string[]): void;
  /** Ends the panel, leaving it as it is. */
  close(): void;
}

const ESC = '\u001b[';

/** Terminal escapes, empty where they would disturb. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Colours for a terminal; none when NO_COLOR is set or the output is no terminal. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const on = stream.isTTY === true && (env.NO_COLOR ?? '') === '';
  const paint = (code: string) => (text: string) => (on ? `${ESC}${code}m${text}${ESC}0m` : text);
  return { bold: paint('1'), dim: paint('2'), good: paint('32'), bad: paint('31') };
}

/** Makes the screen for a stream. */
export function makeScreen(stream: NodeJS.WriteStream): Screen {
  return stream.isTTY ? new TerminalScreen(stream) : new LineScreen(stream);
}

const SECONDS = /^[\d.]+ s +/;

class LineScreen implements Screen {
  private last = '';
  constructor(private readonly stream: NodeJS.WritableStream) {}

  note(text: string): void {
    this.stream.write(`${text}\n`);
  }

  /** The last line of a panel is its headline: written when it changes, not whenever its seconds do. */
  panel(lines: readonly string[]): void {
    const line = (lines.at(-1) ?? '').trim();
    const headline = line.replace(SECONDS, '');
    if (headline === this.last) return;
    this.last = headline;
    this.stream.write(`${line}\n`);
  }

  close(): void {
    this.last = '';
  }
}

class TerminalScreen implements Screen {
  private shown: readonly string[] = [];
  constructor(private readonly stream: NodeJS.WriteStream) {}

  note(text: string): void {
    const panel = this.shown;
    this.erase();
    this.stream.write(`${text}\n`);
    this.draw(panel);
  }

  panel(lines: readonly string[]): void {
    this.erase();
    this.draw(lines);
  }

  close(): void {
    this.shown = [];
  }

  private erase(): void {
    if (this.shown.length > 0) this.stream.write(`${ESC}${this.shown.length}A${ESC}0J`);
    this.shown = [];
  }

  private draw(lines: readonly string[]): void {
    const width = this.stream.columns;
    this.shown = lines.map((line) => (visible(line) < width ? line : `${line.slice(0, width - 2)}…`));
    for (const line of this.shown) this.stream.write(`${line}\n`);
  }
}

function visible(line: string): number {
  return line.replaceAll(/\u001b\[\d+m/g, '').length;
}
