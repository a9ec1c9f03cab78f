import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { privateNotKept } from "../exchange/key-form.ts";
import { createPrivateMask, maskPrivateIn } from "./private-mask.ts";

const masked = (privateAttributes: Record<string, string | number | boolean>, text: string) =>
  createPrivateMask({ userID: "u_1", privateAttributes })?.(text);

describe("private attributes in what a server sent back", () => {
  it("are masked as values of any field, in any encoding, if they are long enough to be recognized", () => {
    const ssn = "PRIV-777-00-1111";
    const user = { userID: "echo-ok", privateAttributes: { ssn } };
    expect(masked({ ssn }, JSON.stringify({ value: { seen: user }, note: `for ${ssn}` }))).toBe(
      JSON.stringify({
        value: { seen: { userID: "echo-ok", privateAttributes: { ssn: privateNotKept } } },
        note: `for ${privateNotKept}`,
      }),
    );
    const encodings = [
      (text: string) => Buffer.from(text).toString("base64"),
      (text: string) => encodeURIComponent(text),
      (text: string) => JSON.stringify(JSON.stringify({ text })),
    ];
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{8}[A-Za-z0-9 @"\\-]{2,20}$/), fc.constantFrom(...encodings), (text, encode) => {
        expect(masked({ text }, `x=${encode(text)}`)).not.toContain(encode(text).slice(1, -1));
      }),
    );
  });

  it("are masked in any encoding of letters with accents", () => {
    const name = "João Simões";
    const encodings = [
      name,
      encodeURIComponent(name),
      Buffer.from(name).toString("base64"),
      Buffer.from(name).toString("hex"),
      name.toUpperCase(),
    ];
    for (const encoded of encodings) expect(masked({ name }, `x=${encoded}.`)).toMatch(/^x=\[private, not kept\](?:w==)?\.$/);
  });

  it("are masked after the name of their attribute, if they are short", () => {
    const attributes = { plan: "gold", isStaff: true, age: 42, zip: "75001" };
    const text =
      '{"plan":"gold","metal":"gold","isStaff": true,"isOn":true,"age":42,"count":42,"ages":421,"text":"{\\"zip\\":\\"75001\\"}"}';
    expect(masked(attributes, text)).toBe(
      `{"plan":"${privateNotKept}","metal":"gold","isStaff": "${privateNotKept}","isOn":true,"age":"${privateNotKept}","count":42,"ages":421,"text":"{\\"zip\\":\\"${privateNotKept}\\"}"}`,
    );
  });

  it("are masked as whole JSON values under another name from six characters", () => {
    expect(masked({ tax: 1234567, iban: "DE8937" }, '{"a":1234567,"b":[12345678,"DE8937"],"c":"xDE8937x"}')).toBe(
      `{"a":"${privateNotKept}","b":[12345678,"${privateNotKept}"],"c":"xDE8937x"}`,
    );
  });

  it("are masked as whole texts of an answer under any name, however short, but not in other texts, names or markup", () => {
    const mask = createPrivateMask({ privateAttributes: { region: "DE", grade: "A" } }, { masksShortTexts: true });
    const body = '{"in":"DE","DE":["DE", "DEU","xDE"],"text":"{\\"k\\":\\"A\\"}","A":{"note":"A B"}} <p class="DE">DE</p>';
    const hidden = privateNotKept;
    expect(mask?.(body)).toBe(
      `{"in":"${hidden}","DE":["${hidden}", "DEU","xDE"],"text":"{\\"k\\":\\"${hidden}\\"}","A":{"note":"A B"}} <p class="DE">DE</p>`,
    );
    expect(masked({ region: "DE" }, '{"country":"DE"}')).toBe('{"country":"DE"}');
  });

  it("leave an answer as it is where nothing is echoed, and for a user without any", () => {
    const answers = [{ name: "gate", value: { n: 1 } }];
    expect(maskPrivateIn(answers, { privateAttributes: { ssn: "PRIV-777-00-1111" } })).toBe(answers);
    expect(createPrivateMask({ userID: "u_1", custom: { plan: "gold" } })).toBeNull();
    expect(createPrivateMask({ userID: "u_1", private_attributes: { plan: "gold" } })).not.toBeNull();
  });
});
