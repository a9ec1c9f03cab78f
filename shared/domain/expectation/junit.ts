import type { Judgement } from "./judgement.ts";

export interface JUnitSuite {
  readonly name: string;
  readonly seconds: number;
  readonly rows: readonly { readonly title: string; readonly entity: string; readonly judgement: Judgement; readonly line: number }[];
}

/** Writes a JUnit report: one test case for each row; wrong rows are failures, undecided ones errors, as CI systems count them apart. */
export function junitReport(suites: readonly JUnitSuite[]): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"];
  for (const { name, seconds, rows } of suites) {
    const count = (verdict: Judgement["verdict"]) => rows.filter(({ judgement }) => judgement.verdict === verdict).length;
    lines.push(
      `  <testsuite name="${escapeXml(name)}" tests="${rows.length}" failures="${count("wrong")}" errors="${count("undecided")}" time="${seconds.toFixed(3)}">`,
    );
    for (const { title, entity, judgement, line } of rows) {
      const attributes = `name="${escapeXml(title)}" classname="${escapeXml(entity)}" file="${escapeXml(name)}" line="${line}"`;
      if (judgement.verdict === "as_expected") {
        lines.push(`    <testcase ${attributes}/>`);
        continue;
      }
      const element = judgement.verdict === "wrong" ? "failure" : "error";
      const message = escapeXml(`expected ${judgement.expected}, got ${judgement.got}`);
      lines.push(
        `    <testcase ${attributes}>`,
        `      <${element} message="${message}">${escapeXml(judgement.because)}</${element}>`,
        "    </testcase>",
      );
    }
    lines.push("  </testsuite>");
  }
  return `${lines.join("\n")}\n</testsuites>\n`;
}

const references: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** Lone surrogates and control characters, which XML 1.0 cannot hold, become the replacement character. */
function escapeXml(text: string): string {
  return Array.from(text.toWellFormed(), (character) => references[character] ?? (isForbidden(character) ? "\ufffd" : character)).join("");
}

function isForbidden(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || code === 0xfffe || code === 0xffff;
}
