import { isJsonNumber } from "../../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { parseJson } from "../../json/parse-json.ts";
import { fieldOf, groupFields, unprefixed } from "./field-names.ts";

/** A notation that writes the type of a value around it, such as DynamoDB's `{"S": "ada"}`. Each type has a function that returns the value; undefined for another content. */
interface TypedNotation {
  readonly name: string;
  readonly types: Readonly<Record<string, (content: JsonValue, plain: (value: JsonValue) => JsonValue) => JsonValue | undefined>>;
  /** True if nothing else writes these types, so that one of them within `custom` is enough. */
  readonly isUnmistakable: boolean;
}

const asText = (content: JsonValue) => (typeof content === "string" ? content : undefined);
const asNumber = (content: JsonValue) => {
  const number = typeof content === "string" ? parseJson(content) : content;
  return isJsonNumber(number) ? number : undefined;
};
const asBoolean = (content: JsonValue) => (typeof content === "boolean" ? content : undefined);
const asNull = () => null;
const asList = (content: JsonValue, plain: (value: JsonValue) => JsonValue) => (Array.isArray(content) ? content.map(plain) : undefined);
const asMap = (content: JsonValue, plain: (value: JsonValue) => JsonValue) =>
  isJsonObject(content) ? Object.fromEntries(Object.entries(content).map(([name, value]) => [name, plain(value)])) : undefined;
const inMember = (name: string, read: TypedNotation["types"][string]) => (content: JsonValue, plain: (value: JsonValue) => JsonValue) =>
  isJsonObject(content) ? read(content[name] ?? (name === "fields" ? {} : []), plain) : undefined;

const notations: readonly TypedNotation[] = [
  {
    name: "DynamoDB JSON",
    isUnmistakable: false,
    types: {
      ...{ S: asText, B: asText, N: asNumber, BOOL: asBoolean, NULL: asNull, L: asList, M: asMap, SS: asList, BS: asList },
      NS: (content) => (Array.isArray(content) ? content.map((each) => asNumber(each) ?? each) : undefined),
    },
  },
  {
    // Both write the types of `google.protobuf.Value` or nearly the same.
    name: "Firestore’s or protocol buffers’ JSON",
    isUnmistakable: false,
    types: {
      ...{ stringValue: asText, timestampValue: asText, referenceValue: asText, bytesValue: asText },
      ...{ integerValue: asNumber, doubleValue: asNumber, booleanValue: asBoolean, nullValue: asNull },
      ...{ mapValue: inMember("fields", asMap), arrayValue: inMember("values", asList) },
      ...{ numberValue: asNumber, boolValue: asBoolean, structValue: inMember("fields", asMap), listValue: inMember("values", asList) },
    },
  },
  {
    name: "MongoDB’s extended JSON",
    isUnmistakable: true,
    types: {
      ...{ $numberInt: asNumber, $numberLong: asNumber, $numberDouble: asNumber, $numberDecimal: asNumber },
      ...{ $oid: asText, $uuid: asText, $symbol: asText, $undefined: asNull },
      $date: (content, plain) => asText(content) ?? asNumber(content) ?? asNumber(plain(content)),
    },
  },
  {
    name: "Avro JSON",
    isUnmistakable: false,
    types: {
      ...{ string: asText, bytes: asText, int: asNumber, long: asNumber, float: asNumber, double: asNumber, boolean: asBoolean },
      ...{ array: asList, map: asMap },
    },
  },
];

/** Returns an object without the types that a database wrote around its values, and the notation's name; null if there are none. A user's ID and texts are never objects otherwise. */
export function withoutTypes(object: JsonObject): { readonly object: JsonObject; readonly notation: string } | null {
  const notation = notations.find((each) => isWrittenIn(object, each));
  if (notation === undefined) return null;
  return { object: asMap(object, (value) => plainValue(value, notation)) ?? object, notation: notation.name };
}

function isWrittenIn(object: JsonObject, notation: TypedNotation): boolean {
  return Object.keys(object).some((name) => {
    const value = object[name];
    if (!isJsonObject(value)) return false;
    const field = fieldOf(unprefixed(name));
    if (field !== null && !groupFields.has(field)) return typeIn(value, notation) !== null;
    if (!notation.isUnmistakable) return false;
    return (
      typeIn(value, notation) !== null || Object.values(value).some((member) => isJsonObject(member) && typeIn(member, notation) !== null)
    );
  });
}

/** Returns the type that is the only member of an object; null if it has another form. */
function typeIn(value: JsonObject, { types }: TypedNotation): string | null {
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && Object.hasOwn(types, name) ? name : null;
}

function plainValue(value: JsonValue, notation: TypedNotation): JsonValue {
  const inside = (inner: JsonValue) => plainValue(inner, notation);
  if (Array.isArray(value)) return value.map(inside);
  if (!isJsonObject(value)) return value;
  const type = typeIn(value, notation);
  const read = type === null ? undefined : notation.types[type]?.(value[type] ?? null, inside);
  return read === undefined ? (asMap(value, inside) ?? value) : read;
}
