/*
 * Whether an observed share can be chance. The distributions are short enough to be here: the two packages of @stdlib for them bring 228 packages.
 */

/** Shares of fewer units are not judged: almost any share of them could be chance. */
export const minJudgedUnits = 20;
/** Chance explains what happens in 99 of 100 fair samples. */
const confidence = 0.99;

export type ChanceVerdict = "within_chance" | "more_than_chance" | "too_few";

/** The counts that chance explains: outside of each end lies half a percent. */
export interface ChanceRange {
  readonly from: number;
  readonly to: number;
}

/** One part of a split: its expected share, from 0 to 1, and its observed units. */
export interface SplitPart {
  readonly expected: number;
  readonly units: number;
}

/** Judges one share, such as a pass percentage: `units` of `of` units, where `expected` (0 to 1) of them were to be expected. Exact binomial. */
export function judgeShare({ expected, units, of }: SplitPart & { readonly of: number }): ChanceVerdict {
  if (of < minJudgedUnits) return "too_few";
  const { from, to } = chanceRange(of, expected);
  return units >= from && units <= to ? "within_chance" : "more_than_chance";
}

/** Judges a split into groups with Pearson's chi-square test. The shares of the parts are relative to one another. */
export function judgeSplit(parts: readonly SplitPart[]): ChanceVerdict {
  const of = parts.reduce((sum, { units }) => sum + units, 0);
  const whole = parts.reduce((sum, { expected }) => sum + expected, 0);
  if (of < minJudgedUnits) return "too_few";
  if (parts.some(({ expected, units }) => expected <= 0 && units > 0)) return "more_than_chance";
  const possible = parts.filter(({ expected }) => expected > 0);
  if (possible.length < 2) return "within_chance";
  const statistic = possible.reduce((sum, { expected, units }) => {
    const expectedUnits = (of * expected) / whole;
    return sum + (units - expectedUnits) ** 2 / expectedUnits;
  }, 0);
  return chiSquareTail(statistic, possible.length - 1) >= 1 - confidence ? "within_chance" : "more_than_chance";
}

/** Returns the counts of `of` units that chance explains for a share of `expected`. */
export function chanceRange(of: number, expected: number): ChanceRange {
  if (expected <= 0) return { from: 0, to: 0 };
  if (expected >= 1) return { from: of, to: of };
  const tail = (1 - confidence) / 2;
  const mode = Math.min(of, Math.floor((of + 1) * expected));
  const atMode = binomialProbability(mode, of, expected);
  const { from, below } = lowestTerm(mode, atMode, of, expected);
  // The sum from the lowest term that is not negligible to the highest one is 1, up to rounding.
  let sum = 0;
  let low: number | null = null;
  let probability = below;
  for (let count = from; count <= of; count += 1) {
    sum += probability;
    if (low === null && sum > tail) low = count;
    if (sum >= 1 - tail) return { from: low ?? count, to: count };
    probability *= ((of - count) / (count + 1)) * (expected / (1 - expected));
  }
  return { from: low ?? of, to: of };
}

/** Walks down from the mode to where the probability no longer matters. */
function lowestTerm(mode: number, atMode: number, of: number, expected: number): { from: number; below: number } {
  let count = mode;
  let probability = atMode;
  while (count > 0 && probability > atMode * 1e-18) {
    probability *= (count / (of - count + 1)) * ((1 - expected) / expected);
    count -= 1;
  }
  return { from: count, below: probability };
}

/** The probability of exactly `count` of `of`. */
export function binomialProbability(count: number, of: number, expected: number): number {
  const ways = logGamma(of + 1) - logGamma(count + 1) - logGamma(of - count + 1);
  return Math.exp(ways + count * Math.log(expected) + (of - count) * Math.log1p(-expected));
}

/** The probability that a chi-square variable of `freedom` degrees is at least `statistic`: the regularized upper incomplete gamma function (DLMF 8.2, 8.7, 8.9). */
export function chiSquareTail(statistic: number, freedom: number): number {
  if (statistic <= 0) return 1;
  const shape = freedom / 2;
  const x = statistic / 2;
  const scale = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  return x < shape + 1 ? 1 - scale * lowerSeries(shape, x) : scale * upperFraction(shape, x);
}

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let step = 1; term > sum * 1e-16; step += 1) {
    term *= x / (shape + step);
    sum += term;
  }
  return sum;
}

/** Lentz's method. */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let step = 1; step < 10_000; step += 1) {
    const a = -step * (step - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return fraction;
}

/** Stirling's series, after raising the argument to where nine terms have the precision of a double (DLMF 5.11.1). */
function logGamma(value: number): number {
  let x = value;
  let shift = 0;
  while (x < 12) {
    shift += Math.log(x);
    x += 1;
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360_360)))));
  return (x - 0.5) * Math.log(x) - x + 0.918_938_533_204_672_8 + series - shift;
}
