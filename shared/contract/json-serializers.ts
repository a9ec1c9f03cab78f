import { ExactNumber } from "#shared/domain/json/exact-number.ts";

/**
 * Serializers for the parts of a JSON value that oRPC would lose: the text of an `ExactNumber`, and a field named `__proto__`. Both ends of every transport need
 * these. The types are numbers of ours; oRPC's own are below 20.
 */
export const customJsonSerializers = [
  {
    type: 20,
    condition: (value: unknown) => value instanceof ExactNumber,
    serialize: (value: ExactNumber) => value.text,
    /** Throws if the other end sent no number. */
    deserialize: (text: unknown) => new ExactNumber(String(text)),
  },
  {
    type: 21,
    condition: (value: unknown) => typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__"),
    serialize: (value: object) => Object.entries(value),
    deserialize: (entries: unknown) => Object.fromEntries(Array.isArray(entries) ? entries : []),
  },
];
