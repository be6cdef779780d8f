// queue.ts: how many runs there are at a time: as many of a source as it has connections, and of all no more than leave
// one of the browser's connections to the server for everything else. Who asked first is served first.
export interface Job {
  source: string;
  /** Ends when the run has ended, however it did; it raises nothing. */
  run: () => Promise<void>;
}

/** A browser opens six connections to a server of HTTP/1.1; one stays free, so that a cancel is never behind a run. */
const together = 5;

export class Queue {
  private waiting: Job[] = [];
  private readonly running = new Map<string, number>();
  private all = 0;

  /** `limitOf` says how many runs of a source there may be. */
  constructor(private readonly limitOf: (source: string) => number) {}

  add(job: Job): void {
    this.waiting.push(job);
    this.next();
  }

  /** It has not begun; true if it was still waiting. */
  remove(job: Job): boolean {
    const before = this.waiting.length;
    this.waiting = this.waiting.filter((each) => each !== job);
    return this.waiting.length < before;
  }

  private next(): void {
    while (this.all < together) {
      const at = this.waiting.findIndex(({ source }) => (this.running.get(source) ?? 0) < Math.max(1, this.limitOf(source)));
      if (at < 0) return;
      const [job] = this.waiting.splice(at, 1);
      this.start(job!);
    }
  }

  private start({ source, run }: Job): void {
    this.count(source, 1);
    void run().finally(() => {
      this.count(source, -1);
      this.next();
    });
  }

  private count(source: string, by: number): void {
    this.running.set(source, (this.running.get(source) ?? 0) + by);
    this.all += by;
  }
}
