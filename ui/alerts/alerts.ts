/** Sound and notifications of the system, for who has the page in the background; off until somebody turns them on. */
import type { Store } from '../store';
import type { News } from './news';

const KEPT = 'alerts';
const MOST_NOTIFICATIONS = 3;

/** Hertz and seconds of the two notes. */
const NOTES = [
  { pitch: 660, at: 0 },
  { pitch: 880, at: 0.18 },
] as const;
const NOTE_SECONDS = 0.3;
const LOUDNESS = 0.15;

/** Tells, where it is allowed to. */
export class Alerts {
  private audio: AudioContext | undefined;

  constructor(private readonly store: Store) {
    if (localStorage.getItem(KEPT) !== 'on') return;
    this.store.set({ alerts: stateNow() });
    // A browser lets no page make a sound that nobody has touched.
    for (const gesture of ['pointerdown', 'keydown'])
      addEventListener(gesture, () => this.prepareSound(), { once: true });
  }

  /** Turns them on or off; called from a click, as both permissions demand it. */
  async turn(): Promise<void> {
    if (this.store.state.alerts !== 'off') {
      localStorage.removeItem(KEPT);
      this.store.set({ alerts: 'off' });
      return;
    }
    this.prepareSound();
    if ('Notification' in globalThis && Notification.permission === 'default')
      await Notification.requestPermission();
    localStorage.setItem(KEPT, 'on');
    this.store.set({ alerts: stateNow() });
  }

  /** Sounds once, and shows each; many of them as one. */
  tell(news: readonly News[]): void {
    if (news.length === 0 || this.store.state.alerts === 'off') return;
    this.sound();
    if (this.store.state.alerts !== 'on') return;
    if (news.length > MOST_NOTIFICATIONS) {
      const body = news.map(({ id, word }) => `${id}: ${word}`).join('\n');
      show(`${news.length} migrations`, { tag: 'many', body });
    } else for (const { id, word, headline } of news) show(`${id}: ${word}`, { tag: id, body: headline });
  }

  private prepareSound(): void {
    this.audio ??= new AudioContext();
  }

  private sound(): void {
    const { audio } = this;
    if (audio === undefined) return;
    for (const { pitch, at } of NOTES) {
      const note = new OscillatorNode(audio, { frequency: pitch });
      const volume = new GainNode(audio, { gain: 0 });
      const begin = audio.currentTime + at;
      volume.gain.setValueAtTime(LOUDNESS, begin);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_SECONDS);
      note.connect(volume).connect(audio.destination);
      note.start(begin);
      note.stop(begin + NOTE_SECONDS);
    }
  }
}

function stateNow(): 'on' | 'soundOnly' {
  return 'Notification' in globalThis && Notification.permission === 'granted' ? 'on' : 'soundOnly';
}

function show(title: string, options: NotificationOptions): void {
  const shown = new Notification(title, { ...options, icon: '/api/ui/icon.svg' });
  shown.onclick = () => {
    focus();
    shown.close();
  };
}
