import type { CasePlace } from "#shared/domain/case/case-file.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { Entity } from "../compare/subject.ts";
import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import { type EvaluationOptions, SpecEvaluator } from "../explain/engine/evaluate-specs.ts";
import type { PlaceKey, Places } from "../explain/engine/look-ups/places.ts";

/** Returns the places of a user's units after every hash of these rules, also in rules that the user did not reach. */
export function placesOf(
  prepared: PreparedDefinitions,
  user: StatsigUser,
  options: EvaluationOptions,
  entities: readonly Entity[],
): CasePlace[] {
  const places = new Map<string, CasePlace>();
  const recorder: Places = {
    placeOf(key, hashed) {
      const place = places.get(keyText(key))?.place ?? hashed();
      places.set(keyText(key), { ...key, place });
      return place;
    },
  };
  const evaluator = new SpecEvaluator(prepared, user, { ...options, places: recorder });
  for (const { kind, name } of entities) evaluator.evaluate(kind, name, false);
  for (const key of prepared.keys.buckets) evaluator.context.subject.bucket(key);
  return [...places.values()];
}

/** The places of a case, for the engine. Hashes that the case does not know are computed. */
export function placesFrom(places: readonly CasePlace[]): Places {
  const known = new Map(places.map((place) => [keyText(place), place.place]));
  return { placeOf: (key, hashed) => known.get(keyText(key)) ?? hashed() };
}

function keyText({ prefix, idType, of }: PlaceKey): string {
  return JSON.stringify([prefix, idType.toLowerCase(), of]);
}
