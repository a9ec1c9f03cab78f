/** One line of the table: Gatescope beside a baseline that does the minimum. */
export interface Measured {
  readonly what: string;
  readonly ours: string;
  readonly beside: string;
  readonly ratio: number | null;
}

/** Runs calls one after the other and returns the milliseconds of each. */
export async function timesOf(count: number, call: (number: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const begin = performance.now();
    await call(number);
    times.push(performance.now() - begin);
  }
  return times;
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
}

/** Measures two implementations in alternating portions, so that load on the machine affects both. Compares their medians. */
export async function sideBySide(what: string, ours: (number: number) => unknown, beside: (number: number) => unknown): Promise<Measured> {
  const portions = 10;
  const each = 50;
  await timesOf(each, ours);
  await timesOf(each, beside);
  const oursMs: number[] = [];
  const besideMs: number[] = [];
  for (let portion = 1; portion <= portions; portion += 1) {
    oursMs.push(...(await timesOf(each, (number) => ours(portion * each + number))));
    besideMs.push(...(await timesOf(each, (number) => beside(portion * each + number))));
  }
  const [a, b] = [percentile(oursMs, 0.5), percentile(besideMs, 0.5)];
  return { what, ours: inMs(a), beside: inMs(b), ratio: a / b };
}
