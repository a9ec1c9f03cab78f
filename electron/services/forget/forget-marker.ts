import { existsSync } from "node:fs";
import { join } from "node:path";

/** Says that a removal has begun and not ended. Contains no value. */
export function forgetMarker(folder: string): string {
  return join(folder, "forgetting.json");
}

export function wasForgettingInterrupted(folder: string): boolean {
  return existsSync(forgetMarker(folder));
}
