import { formatTimeOfDay } from "../text/format-time.ts";

/** Why a run that asks Statsig many times waits, and until when: `Statsig asked to slow down, it continues at 19:31:02`. */
export function describePause(continuesAtMs: number): string {
  return `Statsig asked to slow down, it continues at ${formatTimeOfDay(continuesAtMs)}`;
}
