import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskKey } from "./key-form.ts";
import { createSecretCheck, maskSecretsInJson, redactJson, redactText } from "./redact.ts";

const keyTail = fc.stringMatching(/^[A-Za-z0-9]{12,50}$/).filter((tail) => tail.length >= 20 || /\d/.test(tail));
const statsigKey = fc.tuple(fc.constantFrom("secret-", "client-", "console-"), keyTail).map((parts) => parts.join(""));
/** Generates keys as proxies may use them: any visible ASCII, including quotes and backslashes. */
const oddKey = fc.stringMatching(/^[\x21-\x7e]{8,40}$/).filter((key) => key.replace(/["'`\\]/g, "").length >= 6);

const letters = (text: string, spell: (code: number, hex: string) => string) =>
  Array.from(text, (letter) => spell(letter.charCodeAt(0), letter.charCodeAt(0).toString(16).padStart(2, "0"))).join("");
const wrapped = (text: string, width: number) => (text.match(new RegExp(`.{1,${width}}`, "gs")) ?? []).join("\r\n");
const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");
const base32 = (text: string, alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") => {
  const bits = letters(text, (code) => code.toString(2).padStart(8, "0"));
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet.charAt(Number.parseInt(five.padEnd(5, "0"), 2))).join("");
};
const base85 = (text: string, digits: (value: number) => string) =>
  (text.padEnd(Math.ceil(text.length / 4) * 4, "\0").match(/.{4}/gs) ?? [])
    .map((four) => Buffer.from(four, "latin1").readUInt32BE())
    .map((value) => [85 ** 4, 85 ** 3, 85 ** 2, 85, 1].map((place) => digits(Math.floor(value / place) % 85)).join(""))
    .join("");
const z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** Encodings of ASCII texts that keep the case of letters, so that they can be decoded. */
const losslessEncodings: readonly ((text: string) => string)[] = [
  (text) => [...text].reverse().join(""),
  (text) => Buffer.from(text, "latin1").toString("hex"),
  (text) => Buffer.from(text, "latin1").toString("hex").toUpperCase(),
  base64,
  (text) => Buffer.from(text, "latin1").toString("base64url"),
  (text) => wrapped(base64(text), 76),
  (text) => wrapped(base64(text), 20),
  (text) => base64(`ab${text}c`),
  (text) => encodeURIComponent(text),
  (text) => letters(text, (_, hex) => `%${hex}`),
  (text) => letters(text, (_, hex) => `%${hex.toUpperCase()}`),
  (text) => letters(text, (_, hex) => `%u00${hex}`),
  (text) => letters(text, (code) => `\\${code.toString(8).padStart(3, "0")}`),
  (text) => letters(text, (code) => `&#${code};`),
  (text) => letters(text, (_, hex) => `&#x${hex};`),
  (text) => letters(text, (_, hex) => `\\u00${hex}`),
  (text) => JSON.stringify({ text }),
  (text) => text.replaceAll('"', "&quot;").replaceAll("<", "&lt;"),
  (text) => `'${text.replaceAll("'", "'\\''")}'`,
  base32,
  (text) => base32(`ab${text}c`).toLowerCase(),
  (text) => base32(text, "0123456789ABCDEFGHIJKLMNOPQRSTUV"),
  (text) => letters(text, (_, hex) => `=${hex.toUpperCase()}`),
];

/** Every encoding, also those that lose the case of letters. */
const encodings = [...losslessEncodings, (text: string) => text.toUpperCase(), (text: string) => text.toLowerCase()];

/** A key whose letters are random, as Statsig's are, so that pieces of it are no ordinary text. */
const randomKey = "secret-Iq3DuNzovZ5z9x75BEjyZ4Y2evYa94CJ9zNtDViKB4f2a";

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

  it("never keeps an encoding of a known secret, nor an encoding of an encoding, in any text", () => {
    const text = fc.string({ unit: fc.constantFrom(...' "{}:,=&%\\\n</>;#xA9é'), maxLength: 6 });
    const nested = fc.array(fc.constantFrom(...losslessEncodings), { maxLength: 4 });
    // Nobody can decode Base64 whose letters lost their case, so only what is known in advance can be recognized there.
    const otherCase = fc.tuple(fc.constantFrom(...losslessEncodings), fc.constantFrom(...encodings));
    fc.assert(
      fc.property(fc.oneof(oddKey, statsigKey), fc.oneof(nested, otherCase), text, text, (key, encode, before, after) => {
        const encoded = encode.reduce((inner, step) => step(inner), key);
        const redacted = redactText(`${before}${encoded}${after}`, [key]);
        expect(redacted).toContain("••••");
        expect(redacted).not.toContain(encoded);
        expect(maskSecretsInJson(`${before}${encoded}${after}`, [key])).not.toContain(encoded);
        expect(createSecretCheck([key])(`${before}${encoded}${after}`)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("masks a key of Statsig's form without its prefix, and one that nobody knows in every encoding that keeps its letters", () => {
    fc.assert(
      fc.property(statsigKey, fc.constantFrom(...encodings), (key, encode) => {
        const part = key.slice(key.indexOf("-") + 1);
        expect(redactText(`(${encode(part)})`, [key])).not.toContain(encode(part));
      }),
    );
    fc.assert(
      fc.property(statsigKey, fc.array(fc.constantFrom(...losslessEncodings), { maxLength: 3 }), (key, encode) => {
        const encoded = encode.reduce((inner, step) => step(inner), key);
        expect(redactText(`(${encoded})`)).not.toContain(encoded);
      }),
    );
  });

  it("masks what a limit of length left of a key, without its prefix, also reversed and encoded", () => {
    const key = "secret-Pl4ntedMask0000AbCdEfGh77";
    const cut = "Pl4ntedMask0000AbC";
    expect(
      [cut, `report-${cut}…`, cut.toUpperCase(), "77hGfEdCbA0000ksaM", btoa(`key=${cut}!`), "Pl4ntedMask", "secret-santa"].map((text) =>
        redactText(text, [key]),
      ),
    ).toEqual(["••••••••", "report-••••••••…", "••••••••", "••••••••", "a2V5P••••••••E=", "••••••••", "secret-santa"]);
    const shorter = ["Pl4ntedM", "key=pl4ntedm…", "secret-Pl4ntedM", "77hGfEdC", "Pl4nted", "Planted Mask"];
    const ends = ["CdEfGh77", "…AbCdEfGh77", "secret-Pl4nted…0AbCdEfGh77", "Efgh77", "0000 AbCd"];
    expect(ends.map((text) => redactText(text, [key]))).toEqual([
      ...["••••••••Gh77", "…••••••••Gh77", "secret-Pl4nted…••••••••Gh77", "Efgh77", "0000 AbCd"],
    ]);
    expect(shorter.map((text) => redactText(text, [key]))).toEqual([
      ...["••••••••", "key=••••••••…", "secret-••••••••", "••••••••", "Pl4nted", "Planted Mask"],
    ]);
    const beginsAsAWord = "secret-CheckoutServiceKey0000AbCdEf";
    expect(redactText("Checkout service, checkoutservicekey00", [beginsAsAWord])).toBe("Checkout service, ••••••••");
    expect(redactText("https://www.example.com/a", ["https://www.example.com/abc"])).toBe("https://www.example.com/a");
  });

  it("masks a key in full-width letters, and one with characters of no width between its own", () => {
    fc.assert(
      fc.property(statsigKey, fc.constantFrom("\u200b", "\u00ad", "\u2060"), (key, between) => {
        expect(redactText(`(${[...key].join(between)})`, [key])).toBe(`(${maskKey(key)})`);
        expect(redactText(`（${letters(key, (code) => String.fromCharCode(code + 0xfee0))}）`, [key])).toBe(`（${maskKey(key)}）`);
      }),
    );
  });

  it("masks a key with any separator between its letters, and leaves the brackets around them", () => {
    const separators = ["-", ".", " ", "_", ", ", "\n", " | ", "·", "–", "\u200b", "\\n", "&nbsp;", "&shy;", "\\u200b", '","', "', '", "/"];
    fc.assert(
      fc.property(statsigKey, fc.constantFrom(...separators), (key, separator) => {
        const tail = key.slice(key.indexOf("-") + 1);
        expect(redactText(`("${[...tail].join(separator)}")`, [key])).toBe(`("${maskKey(tail)}")`);
      }),
    );
    const tail = randomKey.slice(7);
    expect(JSON.parse(redactText(JSON.stringify({ a: [...tail], b: { [tail.slice(0, 9)]: [tail.slice(9)] } }), [randomKey]))).toEqual({
      a: ["••••••••4f2a"],
      b: { "••••••••": ["••••••••4f2a"] },
    });
    expect(redactText(`{"secret":"${tail}"}, secret ${tail}, secret-${tail}`, [randomKey])).toBe(
      '{"secret":"••••••••4f2a"}, secret ••••••••4f2a, secret-••••••••4f2a',
    );
  });

  it("masks twelve characters from the middle of a key, forwards and backwards, also encoded in a longer text", () => {
    for (let start = 7; start + 12 <= randomKey.length; start += 1) {
      const piece = randomKey.slice(start, start + 12);
      const spellings = [
        piece,
        piece.toLowerCase(),
        [...piece].reverse().join(""),
        [...piece].join("-"),
        base64(`part of it: ${piece} (12)`),
      ];
      for (const text of spellings) expect(redactText(`<${text}>`, [randomKey])).toContain("••••••••");
    }
    expect(redactText("…zovZ5z9x75B…, zovZ5z9x75BE, zovZ5z9x7", [randomKey])).toBe("…zovZ5z9x75B…, ••••••••, zovZ5z9x7");
    const ofWords = "secret-CheckoutServiceForEveryone0000AbCdEf";
    expect(redactText("servicefore checkoutservicef rEveryone0000 000000000000", [ofWords])).toBe(
      "servicefore •••••••• •••••••• 000000000000",
    );
  });

  it("masks a key in ROT13, Base85, compressed, and as octal and binary numbers", () => {
    const rot13 = (text: string) =>
      text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < "n" ? 13 : -13)));
    const spellings: readonly ((text: string) => string)[] = [
      rot13,
      (text) => base64(rot13(text)),
      (text) => base85(text, (digit) => String.fromCharCode(33 + digit)),
      (text) => base85(`ab${text}`, (digit) => z85.charAt(digit)),
      (text) => JSON.stringify(base85(text, (digit) => String.fromCharCode(33 + digit))),
      (text) => gzipSync(Buffer.from(`{"key":"${text}"}`, "latin1")).toString("base64"),
      (text) => `data:application/gzip;base64,${deflateSync(Buffer.from(text, "latin1")).toString("base64")}`,
      (text) => `500 ${gzipSync(Buffer.from(text, "latin1")).toString("hex")}`,
      (text) => gzipSync(Buffer.from(text, "latin1")).toString("hex"),
      (text) => base64(gzipSync(`{"key":"${text}"}`).toString("base64")),
      (text) => letters(text, (code) => `${code.toString(8)} `),
      (text) => letters(text, (code) => `${code.toString(8).padStart(4, "0")},`),
      (text) => letters(text, (code) => `\\${code.toString(8)}`),
      (text) => [...letters(text, (code) => `\\${code.toString(8)}`)].reverse().join(""),
      (text) => `https://x.de/p/${deflateSync(Buffer.from(text, "latin1")).toString("base64url")}`,
      (text) => letters(text, (code) => `-0x${code.toString(16)}`),
      (text) => letters(text, (code) => code.toString(2).padStart(8, "0")),
      (text) => letters(text, (code) => `${code.toString(2).padStart(8, "0")} `),
    ];
    for (const spell of spellings) {
      const masked = redactText(`(${spell(randomKey)})`, [randomKey]);
      expect(masked).toContain("••••");
      expect(masked.length).toBeLessThan(spell(randomKey).length / 2);
    }
  });

  it("changes nothing in ordinary text, whatever the keys are", () => {
    const ordinary = ["package-lock.json", "README.md", "electron/services/statsig-http/statsig-http.md", "renderer/index.html"].map(
      (path) => readFileSync(path, "utf8"),
    );
    const randomKeys = fc.array(
      fc.tuple(fc.constantFrom("secret-", "client-", "console-"), fc.stringMatching(/^[A-Za-z0-9]{40,50}$/)).map((parts) => parts.join("")),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(randomKeys, fc.constantFrom(...ordinary), (keys, text) => maskSecretsInJson(text, keys) === text),
      { numRuns: 12 },
    );
    fc.assert(fc.property(randomKeys, fc.json(), (keys, json) => maskSecretsInJson(json, keys) === json));
  });

  it("masks a key that is printed as a list of bytes, also of an encoding of it", () => {
    const bytes = (text: string) => [...Buffer.from(text, "latin1")];
    fc.assert(
      fc.property(statsigKey, fc.constantFrom(...losslessEncodings), (key, encode) => {
        const json = JSON.stringify({ type: "Buffer", data: bytes(encode(key)) });
        expect(redactText(json, [key])).toContain("••••");
        expect(redactText(`[${bytes(key).join(" ")} 10]`, [key])).toBe(`[${maskKey(key)} 10]`);
      }),
    );
    const colours = "[97,98,99,100,101,102,103,104,105,106,107,108,109,110]";
    expect(redactText(colours, ["secret-Pl4ntedMask0000AbCdEfGh77"])).toBe(colours);
  });

  it("replaces only the encoded key, and leaves the text around it", () => {
    const key = "secret-IiDuNzovZ5z9x75BEjyZ4Y2e";
    const encoded = Buffer.from(`user:${key}:pass`).toString("base64");
    expect(redactText(`before ${[...key].reverse().join("")} after`, [key])).toBe("before •••••••• after");
    expect(redactText(`k=${key.toUpperCase()}&v=1`, [key])).toBe("k=secret-••••••••4Y2e&v=1");
    expect(redactText("the key IiDuNzovZ5z9x75BEjyZ4Y2e ends", [key])).toBe("the key ••••••••4Y2e ends");
    expect(redactText(`a ${Buffer.from(key).toString("hex")} b`, [key])).toBe("a secret-••••••••4Y2e b");
    expect(redactText(`Basic ${encoded}, next`, [key])).toBe("Basic dXNlcjsecret-••••••••4Y2eOnBhc3M=, next");
  });

  it("replaces only the key within other hexadecimal digits, forwards and backwards, from any digit, and with any separator", () => {
    const digits = fc.stringMatching(/^[89a-f]{0,60}$/);
    const reversed = (text: string) => [...text].reverse().join("");
    fc.assert(
      fc.property(statsigKey, digits, digits, (key, before, after) => {
        const hex = Buffer.from(key, "latin1").toString("hex");
        expect(redactText(`${before}${hex}${after}`, [key])).toBe(`${before}${maskKey(key)}${after}`);
        expect(redactText(reversed(`${before}${hex}${after}`), [key])).toBe(`${reversed(after)}${maskKey(key)}${reversed(before)}`);
      }),
    );
    fc.assert(
      fc.property(statsigKey, digits, digits, fc.constantFrom(":", " ", ", 0x"), (key, before, after, separator) => {
        const pairs = (text: string) => text.match(/../g) ?? [];
        const spell = (key: string[]) => [...pairs(before), ...key, ...pairs(after)].join(separator);
        const masked = spell([maskKey(key)]).replace(`0x${maskKey(key)}`, maskKey(key));
        expect(redactText(spell(pairs(Buffer.from(key, "latin1").toString("hex"))), [key])).toBe(masked);
      }),
    );
  });

  it.each([
    "word\n",
    "0123456789abcdef",
    "-terces",
    "secret-",
    "%",
    "\\",
    "&#1",
    "  \n",
    "a:",
    Buffer.from("hello world").toString("base64"),
    "%68%65",
    "\\101",
    "104, 101, ",
    "H4sI",
    gzipSync("0".repeat(200)).toString("base64"),
    "abcdefgh",
    "=73=65",
    "a-",
    "zovZ5z9x75BE",
  ])("ends on 300,000 characters of %j, as it would not if time grew with the square of the length", { timeout: 120_000 }, (unit) => {
    const text = unit.repeat(Math.ceil(300_000 / unit.length));
    expect(redactText(text, ["secret-IiDuNzovZ5z9x75BEjyZ4Y2e", "odd/key+1"])).toBeTypeOf("string");
  });

  it("ends on sixteen megabytes of hexadecimal digits, and masks the key after them", { timeout: 120_000 }, () => {
    const hex = "00".repeat(8_000_000);
    expect(redactText(`${hex}${Buffer.from(randomKey).toString("hex")}`, [randomKey]).slice(hex.length)).toBe(maskKey(randomKey));
  });

  it("masks every key in ten megabytes", { timeout: 120_000 }, () => {
    const text = '{"client-side": "nothing to see", "k": "secret-abcdef123456"}'.repeat(160_000);
    expect(redactText(text, ["secret-abcdef123456", "another/secret+text"])).not.toContain("abcdef123456");
  });

  it("masks a secret in a text that had none when it was searched before, with other secrets or without forms of keys", () => {
    const key = "another/secret+text";
    const form = "secret-abcdef123456";
    const text = `x ${key} y ${form}`;
    expect(createSecretCheck(["a-third/secret"])(text)).toBe(false);
    expect(redactText(text)).toBe(`x ${key} y ${maskKey(form)}`);
    expect(redactText(text, [key])).not.toContain(key);
    expect(createSecretCheck([key])(text)).toBe(true);
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
