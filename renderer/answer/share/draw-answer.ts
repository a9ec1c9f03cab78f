import { stateStyles } from "#renderer/parts/state/state-look.ts";
import { notCurrentText, provenanceOf, type SharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { type WhyLine, whyLines } from "#shared/domain/case/why-lines.ts";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { visibleText } from "#shared/domain/text/visible-text.ts";
import { shortWho } from "../explain/explain-request.ts";
import { glyphImage } from "./glyph-image.tsx";
import { PictureSheet, sheetWidth, type TextStyle } from "./picture-sheet.ts";

const margin = 24;
const inner = sheetWidth - 2 * margin;
const maxWhyLines = 300;
const maxValueLines = 300;

const styles = {
  state: { size: 22, lineHeight: 28, weight: 600, colour: "ink" },
  name: { size: 17, lineHeight: 28, weight: 500, isData: true, colour: "ink" },
  sentence: { size: 15, lineHeight: 22, colour: "ink" },
  strong: { size: 15, lineHeight: 22, weight: 600, colour: "ink" },
  small: { size: 12, lineHeight: 18, colour: "ink-2" },
  head: { size: 11, lineHeight: 16, weight: 500, colour: "ink-2" },
  what: { size: 13, lineHeight: 20, colour: "ink" },
  rule: { size: 13, lineHeight: 20, weight: 600, colour: "ink" },
  data: { size: 12, lineHeight: 20, isData: true, colour: "ink" },
  outcome: { size: 12, lineHeight: 20, colour: "ink-2" },
} as const satisfies Record<string, TextStyle>;

/** Draws an answer with its Why as PNG at twice its size, in the scheme of the page. All of it, however long: nothing is folded or scrolled away. */
export async function drawAnswer(shared: SharedAnswer): Promise<Blob> {
  const sheet = new PictureSheet();
  await loadFaces(sheet);
  await drawHead(sheet, shared);
  drawValue(sheet, shared);
  drawWhy(sheet, shared);
  drawFoot(sheet);
  return sheet.toPng();
}

/** A face that no text on the page has used yet is not loaded, and a canvas does not wait for it. */
async function loadFaces(sheet: PictureSheet): Promise<void> {
  await Promise.all(Object.values(styles).map((style) => document.fonts.load(sheet.font(style)).catch(() => [])));
}

async function drawHead(sheet: PictureSheet, shared: SharedAnswer): Promise<void> {
  const { answer, sentence, isCurrent } = shared;
  const { token } = stateStyles[answer.state];
  const glyph = await glyphImage(answer.state, 44, (each) => sheet.colour(isCurrent || each === "screen" ? each : "ink-3"));
  const label = stateLabel(answer);
  const name = answer.isNameHashed ? `#${answer.name}` : answer.name;
  const colour = isCurrent ? token : "ink-3";
  sheet.y = 20;
  const top = sheet.y;
  sheet.draw((context) => context.drawImage(glyph, margin, top + 3, 22, 22));
  const labelStyle = { ...styles.state, colour };
  const labelWidth = Math.min(sheet.widthOf(label, labelStyle) + 1, inner / 2);
  const labelHeight = sheet.text(clean(label), { x: margin + 31, y: top, width: labelWidth }, labelStyle);
  const nameX = margin + 31 + labelWidth + 12;
  const nameHeight = name === "" ? 0 : sheet.text(clean(name), { x: nameX, y: top + 1, width: sheetWidth - margin - nameX }, styles.name);
  sheet.y += Math.max(labelHeight, nameHeight) + 4;
  if (!isCurrent) paragraph(sheet, notCurrentText, styles.strong);
  paragraph(sheet, clean(sentence), styles.sentence);
  if (!isAnswered(answer.state) && answer.nextStep !== null) paragraph(sheet, clean(answer.nextStep), styles.sentence);
  sheet.y += 4;
  paragraph(sheet, clean(provenanceOf(shared)), styles.small);
  sheet.y += 14;
  const height = sheet.y;
  if (isCurrent) sheet.box({ x: 0, y: 0, width: isAnswered(answer.state) ? 4 : 8, height }, token);
  sheet.box({ x: 0, y: height, width: sheetWidth, height: 1 }, "line");
}

function paragraph(sheet: PictureSheet, text: string, style: TextStyle): void {
  sheet.y += sheet.text(text, { x: margin, y: sheet.y, width: inner }, style);
}

function drawValue(sheet: PictureSheet, { answer: { kind, value } }: SharedAnswer): void {
  if (kind === "gate" || value === null) return;
  const lines = JSON.stringify(value, null, 2).split("\n");
  sheet.y += 12;
  for (const line of lines.slice(0, maxValueLines)) paragraph(sheet, clean(line), styles.data);
  if (lines.length > maxValueLines) paragraph(sheet, `… ${lines.length - maxValueLines} more lines`, styles.small);
  sheet.y += 12;
  sheet.box({ x: 0, y: sheet.y, width: sheetWidth, height: 1 }, "line");
}

/** The columns: where each starts, and how wide it is. */
const columns = {
  what: { x: margin, width: 348 },
  has: { x: margin + 360, width: 218 },
  wants: { x: margin + 590, width: 188 },
  outcome: { x: margin + 790, width: inner - 790 },
} as const;
const indent = 20;

function drawWhy(sheet: PictureSheet, { explanation, who }: SharedAnswer): void {
  if (explanation === null) return;
  const { lines, leftOut } = whyLines(explanation, { maxLines: maxWhyLines });
  const heads = { what: "Rule and condition", has: `${clean(shortWho(who))} has`, wants: "Rule wants", outcome: "Outcome" };
  sheet.y += 8;
  const height = Math.max(
    ...(["what", "has", "wants", "outcome"] as const).map((column) =>
      sheet.text(heads[column], { ...columns[column], y: sheet.y }, styles.head),
    ),
  );
  sheet.y += height + 6;
  for (const line of lines) drawLine(sheet, line);
  if (leftOut > 0) paragraph(sheet, `${leftOut} more lines in Why`, styles.small);
}

function drawLine(sheet: PictureSheet, { depth, what, has, wants, outcome, is }: WhyLine): void {
  const top = sheet.y;
  const y = top + 4;
  const shift = Math.min(depth, 8) * indent;
  const x = columns.what.x + shift + 20;
  // The heights are known only after the texts, which are drawn over the background.
  const background = { x: 0, y: top, width: sheetWidth, height: 0 };
  const [panel, line] = [sheet.colour("panel"), sheet.colour("line")];
  sheet.draw((context) => {
    if (depth === 0) {
      context.fillStyle = panel;
      context.fillRect(background.x, background.y, background.width, background.height);
    }
    context.fillStyle = line;
    context.fillRect(0, background.y, sheetWidth, 1);
  });
  drawMark(sheet, is, columns.what.x + shift, y + 3);
  const height = Math.max(
    sheet.text(clean(what), { x, y, width: columns.what.width - shift - 20 }, depth === 0 ? styles.rule : styles.what),
    sheet.text(clean(has), { ...columns.has, y }, is === "not_met" && depth > 0 ? { ...styles.data, colour: "fail" } : styles.data),
    sheet.text(clean(wants), { ...columns.wants, y }, styles.data),
    sheet.text(clean(outcome), { ...columns.outcome, y }, styles.outcome),
  );
  background.height = height + 8;
  sheet.y += background.height;
}

/** A tick, a cross, or a question mark in a square of 14; nothing for a line without a result. */
function drawMark(sheet: PictureSheet, is: WhyLine["is"], x: number, y: number): void {
  if (is === "plain") return;
  if (is === "unknown") {
    sheet.text("?", { x: x + 3, y: y - 3, width: 14 }, { ...styles.rule, colour: "unknown" });
    return;
  }
  const colour = sheet.colour(is === "met" ? "pass" : "fail");
  sheet.draw((context) => {
    context.strokeStyle = colour;
    context.lineWidth = 1.8;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    const path = is === "met" ? "2,7.5 5.5,11 12,3.5" : "3,3 11,11|11,3 3,11";
    for (const stroke of path.split("|")) {
      for (const [at, point] of stroke.split(" ").entries()) {
        const [dx = 0, dy = 0] = point.split(",").map(Number);
        if (at === 0) context.moveTo(x + dx, y + dy);
        else context.lineTo(x + dx, y + dy);
      }
    }
    context.stroke();
  });
}

function drawFoot(sheet: PictureSheet): void {
  sheet.box({ x: 0, y: sheet.y, width: sheetWidth, height: 1 }, "line");
  sheet.y += 8;
  paragraph(sheet, "Gatescope", { ...styles.small, colour: "ink-3" });
  sheet.y += 8;
}

/** A text that hides nothing and has no key. */
function clean(text: string): string {
  return visibleText(redactText(text));
}
