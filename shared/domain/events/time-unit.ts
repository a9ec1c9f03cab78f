import { z } from "zod";

/** The unit of a time that is a plain number since 1970. */
export const TimeUnitSchema = z.enum(["ms", "s", "us", "ns"]);
export type TimeUnit = z.infer<typeof TimeUnitSchema>;

const units: Readonly<Record<TimeUnit, { readonly ms: number; readonly label: string }>> = {
  s: { ms: 1000, label: "seconds" },
  ms: { ms: 1, label: "milliseconds" },
  us: { ms: 1 / 1000, label: "microseconds" },
  ns: { ms: 1 / 1_000_000, label: "nanoseconds" },
};

export function timeUnitLabel(unit: TimeUnit): string {
  return units[unit].label;
}

/** Returns the milliseconds of one unit. */
export function msOf(unit: TimeUnit): number {
  return units[unit].ms;
}

/** Converts a time to milliseconds; whole ones unless the unit is milliseconds already. */
export function toMs(time: number, unit: TimeUnit): number {
  return unit === "ms" ? time : Math.round(time * units[unit].ms);
}

/** Returns the unit in which a number is a time between two times; null if there is none. */
export function unitWithin(time: number, fromMs: number, toMs: number): TimeUnit | null {
  return TimeUnitSchema.options.find((unit) => time * units[unit].ms >= fromMs && time * units[unit].ms <= toMs) ?? null;
}
