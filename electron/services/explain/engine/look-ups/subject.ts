import type { ValueSource } from "#shared/domain/explanation/explanation.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { bucketOf } from "../values/hashing.ts";
import { missing, ResolvedValue } from "../values/resolved-value.ts";
import { countryOf } from "./country.ts";
import type { BucketKey, FieldKey, LookUpKeys, UnitKey } from "./look-up-keys.ts";
import type { Places } from "./places.ts";
import { maxUserAgentLength, readUserAgent, type UserAgentFacts, userAgentFact } from "./user-agent.ts";

/** Provides the values of one user to conditions. Each look-up runs once, however many rules need it (statsig-evaluation.md §4, §6). */
export class Subject {
  readonly user: StatsigUser;
  /** The tier of a user without one: the caller's, or the definitions' default. */
  readonly #defaultTier: string | null;
  readonly #fields: (ResolvedValue | undefined)[];
  readonly #countries: (ResolvedValue | undefined)[];
  readonly #agents: (ResolvedValue | undefined)[];
  readonly #units: (ResolvedValue | undefined)[];
  readonly #buckets: (number | undefined)[];
  readonly #custom: JsonObject;
  readonly #privateAttributes: JsonObject;
  readonly #customIds: JsonObject;
  readonly #environment: JsonObject;
  readonly #places: Places | null;
  #agentFacts: UserAgentFacts | null | undefined;

  constructor(user: StatsigUser, keys: LookUpKeys, defaultTier: string | null, places: Places | null = null) {
    this.user = user;
    this.#places = places;
    this.#defaultTier = defaultTier;
    this.#fields = new Array(keys.fields.length);
    this.#countries = new Array(keys.fields.length);
    this.#agents = new Array(keys.fields.length);
    this.#units = new Array(keys.units.length);
    this.#buckets = new Array(keys.buckets.length);
    this.#custom = objectOf(user.custom);
    this.#privateAttributes = objectOf(user.privateAttributes);
    this.#customIds = textsAndNumbers(objectOf(user.customIDs));
    this.#environment = objectOf(user.statsigEnvironment);
  }

  /** Searches top level, custom, private attributes, and aliases of top-level fields, in this order (statsig-evaluation.md §6.1). */
  field(key: FieldKey): ResolvedValue {
    const known = this.#fields[key.index];
    if (known !== undefined) return known;
    const resolved = this.#findField(key.name, key.lower);
    this.#fields[key.index] = resolved;
    return resolved;
  }

  /** Looks a field up by name, without caching; for fields that no condition uses. */
  fieldNamed(name: string): ResolvedValue {
    return this.#findField(name, name.toLowerCase());
  }

  unitNamed(idType: string): ResolvedValue {
    return this.#findUnit(idType, idType.toLowerCase());
  }

  /** Returns the field itself or, for `country`, the country of the IP address (statsig-evaluation.md §6.3). */
  fieldOrCountry(key: FieldKey): ResolvedValue {
    const resolved = this.field(key);
    if (resolved !== missing || key.name !== "country") return resolved;
    const known = this.#countries[key.index];
    if (known !== undefined) return known;
    const country = this.#findCountry();
    this.#countries[key.index] = country;
    return country;
  }

  /** Returns the field itself, or the value parsed from the user agent (statsig-evaluation.md §6.4). */
  fieldOrUserAgent(key: FieldKey): ResolvedValue {
    const resolved = this.field(key);
    if (resolved !== missing) return resolved;
    const known = this.#agents[key.index];
    if (known !== undefined) return known;
    const fact = this.#findAgentFact(key.name);
    this.#agents[key.index] = fact;
    return fact;
  }

  /** Returns a field of the user's own environment or, for `tier` only, the default (statsig-evaluation.md §6.2). */
  environment({ name, lower }: FieldKey): ResolvedValue {
    const own = valueIn(this.#environment, name);
    if (own !== undefined) return new ResolvedValue(own, "environment", null);
    if (this.#defaultTier === null || (name !== "tier" && lower !== "tier")) return missing;
    return new ResolvedValue(this.#defaultTier, "environment", null);
  }

  get tier(): JsonValue {
    return valueIn(this.#environment, "tier") ?? this.#defaultTier;
  }

  /** Returns the ID of a type: `userID` in any case, others exactly as spelled or in lower case (statsig-evaluation.md §4). */
  unit(key: UnitKey): ResolvedValue {
    const known = this.#units[key.index];
    if (known !== undefined) return known;
    const resolved = this.#findUnit(key.name, key.lower);
    this.#units[key.index] = resolved;
    return resolved;
  }

  /** Returns the ID to hash; empty for users without the ID, who share one bucket. */
  unitText(key: UnitKey): string {
    return this.unit(key).text ?? "";
  }

  bucket({ index, prefix, unit, places }: BucketKey): number {
    const known = this.#buckets[index];
    if (known !== undefined) return known;
    const bucket = this.place(prefix, unit.name, this.unitText(unit), places);
    this.#buckets[index] = bucket;
    return bucket;
  }

  /** Returns the place of a unit after a prefix, without caching. */
  place(prefix: string, idType: string, unitText: string, of: 1_000 | 10_000): number {
    if (this.#places === null) return bucketOf(prefix + unitText, of);
    return this.#places.placeOf({ prefix, idType, of }, () => bucketOf(prefix + unitText, of));
  }

  #findUnit(name: string, lower: string): ResolvedValue {
    if (lower === "userid") return this.#topLevel("userID", "unit");
    const exact = valueIn(this.#customIds, name);
    if (exact !== undefined) return new ResolvedValue(exact, "unit", null);
    const lowered = valueIn(this.#customIds, lower);
    return lowered === undefined ? missing : new ResolvedValue(lowered, "unit", lower);
  }

  #findField(name: string, lower: string): ResolvedValue {
    const field = topLevelFields.get(lower);
    if (field !== undefined) {
      const resolved = this.#topLevel(field, "top_level", name);
      // An empty text counts as missing here, and so does an object, which has no text form.
      if (resolved.text !== null && resolved.text !== "") return resolved;
    }
    return (
      resolveIn(this.#custom, name, lower, "custom") ??
      resolveIn(this.#privateAttributes, name, lower, "private") ??
      this.#findAlias(name, lower)
    );
  }

  #findAlias(name: string, lower: string): ResolvedValue {
    const field = aliases.get(lower);
    return field === undefined ? missing : this.#topLevel(field, "top_level", name);
  }

  #topLevel(field: string, place: ValueSource, requested = field): ResolvedValue {
    const value = valueIn(this.user, field);
    // Null at the top level counts as missing.
    return value === undefined || value === null ? missing : new ResolvedValue(value, place, field === requested ? null : field);
  }

  #findCountry(): ResolvedValue {
    const ip = this.#findField("ip", "ip").text;
    const { country } = ip === null ? { country: null } : countryOf(ip);
    return country === null ? missing : new ResolvedValue(country, "ip", "ip");
  }

  #findAgentFact(name: string): ResolvedValue {
    const fact = userAgentFact(name);
    if (fact === undefined) return missing;
    if (this.#agentFacts === undefined) {
      const userAgent = this.#findField("userAgent", "useragent").text;
      this.#agentFacts = userAgent === null || Buffer.byteLength(userAgent) > maxUserAgentLength ? null : readUserAgent(userAgent);
    }
    return this.#agentFacts === null ? missing : new ResolvedValue(this.#agentFacts[fact], "user_agent", "userAgent");
  }
}

const topLevelFields = new Map(
  ["userID", "email", "ip", "country", "locale", "appVersion", "userAgent"].map((field) => [field.toLowerCase(), field]),
);
const aliases = new Map([
  ["user_id", "userID"],
  ["app_version", "appVersion"],
  ["user_agent", "userAgent"],
]);

function resolveIn(object: JsonObject, name: string, lower: string, place: ValueSource): ResolvedValue | null {
  const exact = valueIn(object, name);
  if (exact !== undefined) return new ResolvedValue(exact, place, null);
  const lowered = valueIn(object, lower);
  return lowered === undefined ? null : new ResolvedValue(lowered, place, lower);
}

function valueIn(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The native SDK drops custom IDs that are neither texts nor numbers. */
function textsAndNumbers(object: JsonObject): JsonObject {
  const isKept = (value: JsonValue) => typeof value === "string" || isJsonNumber(value);
  const entries = Object.entries(object);
  return entries.every(([, value]) => isKept(value)) ? object : Object.fromEntries(entries.filter(([, value]) => isKept(value)));
}

const nothing: JsonObject = {};

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : nothing;
}
