import { createHash } from "node:crypto";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";

/** Finds the known name for a hash of initialize, djb2 or SHA-256 in Base64 (statsig-http.md §9.2). Null if no known name has this hash. */
export function hashResolver(names: Iterable<string>): (hash: string) => string | null {
  const byHash = new Map<string, string>();
  for (const name of names) {
    byHash.set(djb2(name), name);
    byHash.set(createHash("sha256").update(name).digest("base64"), name);
  }
  return (hash) => byHash.get(hash) ?? null;
}
