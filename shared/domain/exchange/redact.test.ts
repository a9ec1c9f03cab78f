import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cluesToSecrets, maskKey, maskSecretsInJson, redactJson, redactText } from "./redact.ts";

const keyTail = fc.stringMatching(/^[A-Za-z0-9]{12,50}$/).filter((tail) => tail.length >= 20 || /\d/.test(tail));
const statsigKey = fc.tuple(fc.constantFrom("secret-", "client-", "console-"), keyTail).map((parts) => parts.join(""));
/** Generates keys as proxies may use them: any visible ASCII, including quotes and backslashes. */
const oddKey = fc.stringMatching(/^[\x21-\x7e]{8,40}$/);

describe("a masked key", () => {
  it("keeps its kind and its last four characters", () => {
    expect(maskKey("secret-IiDuNzovZ5z9x75BEjyZ4Y2evYa94CJ9zNtDViKB4f2a")).toBe("secret-••••••••4f2a");
    expect(maskKey("some-proxy-key-9c1d")).toBe("••••••••9c1d");
  });
});

describe("redacting a text", () => {
  it("masks everything of the form of a Statsig key, at any position", () => {
    fc.assert(
      fc.property(fc.string(), statsigKey, fc.string(), (before, key, after) => {
        expect(redactText(`${before}${key}${after}`)).not.toContain(key);
      }),
    );
  });

  it("masks a known secret of any form: plain, in JSON, in JSON in JSON, and percent-encoded", () => {
    const spellings = [
      (text: string) => text,
      (text: string) => JSON.stringify({ text }),
      (text: string) => JSON.stringify(JSON.stringify({ text })),
      (text: string) => `https://example.org/?k=${encodeURIComponent(text)}`,
    ];
    fc.assert(
      fc.property(oddKey, fc.constantFrom(...spellings), fc.string(), (key, spell, around) => {
        const redacted = redactText(`${around} ${spell(key)}`, [key]);
        expect(redacted.slice(around.length)).not.toContain(spell(key).slice(1, -1));
        expect(redacted.slice(around.length)).not.toContain(key);
      }),
    );
  });

  it("masks a known secret within Base64, at any position in the encoded text", () => {
    fc.assert(
      fc.property(
        oddKey,
        fc.string({ maxLength: 5 }),
        fc.string({ maxLength: 5 }),
        fc.constantFrom("base64" as const, "base64url" as const),
        (key, before, after, alphabet) => {
          const redacted = redactText(`Basic ${Buffer.from(`${before}${key}${after}`).toString(alphabet)}`, [key]);
          expect(Buffer.from(redacted.replace("Basic ", ""), "base64").toString()).not.toContain(key);
        },
      ),
    );
  });

  it("masks a secret whose characters JSON escapes as numbers, and leaves other escaped text unchanged", () => {
    const byNumbers = (text: string) => [...text].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join("");
    fc.assert(
      fc.property(statsigKey, (key) => {
        expect(JSON.parse(redactText(`{"k":"${byNumbers(key)}"}`))).toEqual({ k: maskKey(key) });
        expect(JSON.parse(maskSecretsInJson(`{"k":"${byNumbers(key)}"}`, [key]))).toEqual({ k: maskKey(key) });
      }),
    );
    const ordinary = `{"name":"${byNumbers("ada <a@x.de>")}"}`;
    expect(redactText(ordinary, ["another/secret+text"])).toBe(ordinary);
  });

  it("does not change a text that contains none of its clues", () => {
    const spell = fc.constantFrom(
      (key: string) => key,
      (key: string) => JSON.stringify(JSON.stringify(key)),
      (key: string) => JSON.stringify(key).replace(/[a-z0-9]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
      (key: string) => encodeURIComponent(key),
      (key: string) => Buffer.from(`a:${key}`).toString("base64"),
    );
    fc.assert(
      fc.property(fc.oneof(oddKey, statsigKey), spell, fc.string(), fc.boolean(), (key, spelled, around, isKnown) => {
        const secrets = isKnown ? [key] : [];
        const text = `${around}${spelled(key)}${around}`;
        if (redactText(text, secrets) !== text) expect(cluesToSecrets(secrets).some((clue) => text.includes(clue))).toBe(true);
      }),
    );
  });

  it("masks only known secrets in JSON that is read later, and keeps it valid JSON", () => {
    fc.assert(
      fc.property(oddKey, fc.string(), (key, around) => {
        const json = JSON.stringify({ [key]: `${around}${key}`, url: encodeURIComponent(key), b: Buffer.from(key).toString("base64") });
        const read = JSON.parse(maskSecretsInJson(json, [key]));
        expect(JSON.stringify(Object.values(read))).not.toContain(JSON.stringify(key).slice(1, -1));
      }),
    );
    const likeAKey = '{"sdkKey":"client-abcdef1234567890"}';
    expect(maskSecretsInJson(likeAKey, ["secret-anotherOne123"])).toBe(likeAKey);
  });

  it("masks the longer of two secrets whole when one is the beginning of the other", () => {
    const [short, long] = ["secret-abcd1234", "secret-abcd1234efgh5678"];
    expect(redactText(`${long} and ${short}`, [short, long])).toBe("secret-••••••••5678 and secret-••••••••1234");
  });

  it("leaves ordinary words, names of gates and masked keys unchanged", () => {
    const text = "client-side rendering, secret-santa-2024, client-checkout-v2, console-based, secret-••••••••4f2a";
    expect(redactText(text)).toBe(text);
  });

  it("takes time in proportion to the length, for ten megabytes", () => {
    const text = '{"client-side": "nothing to see", "k": "secret-abcdef123456"}'.repeat(160_000);
    const started = performance.now();
    expect(redactText(text, ["secret-abcdef123456", "another/secret+text"])).not.toContain("abcdef123456");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("redacting a value", () => {
  it("masks every text in it, including names of fields, and changes nothing else", () => {
    const key = "secret-abcdef123456";
    expect(redactJson({ [key]: [{ note: `the key is ${key}` }, 1, true, null] })).toEqual({
      "secret-••••••••3456": [{ note: "the key is secret-••••••••3456" }, 1, true, null],
    });
  });
});
