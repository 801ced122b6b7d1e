/** The emulator's clock: real time with an offset, or frozen, so that tests and demos can move it. */

/** How the clock runs, as it is kept in the state folder. */
export type ClockSetting =
  { readonly kind: 'running'; readonly offsetMs: number } | { readonly kind: 'frozen'; readonly at: number };

/** Tells the time; all times of the emulated service come from here. */
export class EmulatorClock {
  constructor(
    private readonly realNow: () => number,
    private setting: ClockSetting = { kind: 'running', offsetMs: 0 },
  ) {}

  /** Epoch milliseconds. */
  now(): number {
    return this.setting.kind === 'frozen' ? this.setting.at : this.realNow() + this.setting.offsetMs;
  }

  /** Moves the clock by so many milliseconds; it goes on running, or stays frozen, as before. */
  advance(ms: number): ClockSetting {
    return this.moveTo(this.now() + ms);
  }

  /** Sets the time; the clock goes on running, or stays frozen, as before. */
  moveTo(at: number): ClockSetting {
    return this.set(
      this.setting.kind === 'frozen'
        ? { kind: 'frozen', at }
        : { kind: 'running', offsetMs: at - this.realNow() },
    );
  }

  /** Stops the clock at its present time. */
  freeze(): ClockSetting {
    return this.set({ kind: 'frozen', at: this.now() });
  }

  /** Lets a frozen clock run on from where it stands. */
  resume(): ClockSetting {
    return this.set({ kind: 'running', offsetMs: this.now() - this.realNow() });
  }

  /** How the clock runs now. */
  current(): ClockSetting {
    return this.setting;
  }

  private set(setting: ClockSetting): ClockSetting {
    this.setting = setting;
    return setting;
  }
}
