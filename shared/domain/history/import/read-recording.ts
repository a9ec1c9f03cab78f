import { isJsonObject } from "../../json/json.ts";
import { createJsonElements } from "../../json/json-elements.ts";
import { findJsonProblem } from "../../json/json-problem.ts";
import { parseJson } from "../../json/parse-json.ts";
import { formatCount, formatNumber } from "../../text/format-number.ts";
import { callOf, type RecordedAs, type RecordedRequest } from "./call-of.ts";
import { readCopiedRequests } from "./copied-requests.ts";
import type { BodyUnpacking } from "./decode-body.ts";
import { isExportedLine, readExportedLine } from "./exported-line.ts";
import { readHarEntry } from "./har-entry.ts";
import { maxImportedCalls, maxImportedCharacters, type RecordedCall } from "./recorded-call.ts";

/** What was found in a recording. */
export interface Recording {
  readonly calls: readonly RecordedCall[];
  /** All requests of the recording. */
  readonly requests: number;
  /** Requests to Statsig that are no calls of the history, such as error reports of the SDKs. */
  readonly otherRequests: number;
}

/** Why a recording cannot be imported, as a sentence with the place. Nothing of it was used. */
export class UnusableRecording extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableRecording";
  }
}

export interface RecordingReading extends BodyUnpacking {
  readonly nowMs: number;
  /** Of an `AbortSignal`. */
  readonly signal?: { throwIfAborted(): void };
}

/** An entry is longer, with all its bodies. */
const maxEntryCharacters = 128_000_000;
const maxCopiedCharacters = 4_000_000;
const nothingImported = "Nothing was imported.";

/**
 * Reads the calls to Statsig from a HAR file, from the NDJSON that Gatescope exports, or from requests copied as cURL or fetch, whose text comes in pieces. Of a HAR
 * and of NDJSON, only one request is in memory at a time.
 * Throws `UnusableRecording`, also for a recording of which only a part can be read, and what the pieces and the signal throw.
 */
export async function readRecording(pieces: AsyncIterable<string>, reading: RecordingReading): Promise<Recording> {
  let start = "";
  const iterator = pieces[Symbol.asyncIterator]();
  for (let next = await iterator.next(); ; next = await iterator.next()) {
    if (next.done === true) break;
    start += next.value;
    if (start.trim() !== "") break;
  }
  async function* all(): AsyncGenerator<string, void> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  if (start.trim() === "")
    throw new UnusableRecording(
      "There is nothing in it. Give a HAR file, requests copied as cURL or as fetch, or an export of the history.",
    );
  return /^\s*[{[]/.test(start) ? readJson(all(), reading) : readCopied(all(), reading);
}

async function readJson(pieces: AsyncIterable<string>, { nowMs, signal, ...unpacking }: RecordingReading): Promise<Recording> {
  const tally = createTally();
  const reader = createJsonElements<object>({
    // `log.entries`
    isList: (depth, name) => depth === 2 && name === "entries",
    newBody: () => ({}),
    maxLength: maxEntryCharacters,
    tooLong: () =>
      new UnusableRecording(
        `Request ${tally.requests() + 1} has more than ${formatNumber(maxEntryCharacters)} characters: a quote or a bracket in it is probably not closed. ${nothingImported}`,
      ),
  });
  let hasList = false;
  let hasLines = false;
  const take = async (elements: ReturnType<typeof reader.end>) => {
    for (const element of elements) {
      signal?.throwIfAborted();
      if (element.kind === "broken") throw endsEarly(tally.requests());
      if (element.body === undefined) {
        tally.add(await readLine(element.text, unpacking));
        hasLines = true;
        continue;
      }
      hasList = true;
      const entry = readEntry(element.text, tally.requests() + 1, nowMs);
      tally.add(await callOf(entry, unpacking));
    }
  };
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    await take(reader.push(piece));
  }
  await take(reader.end());
  if (!reader.isClosed()) throw hasList || hasLines ? endsEarly(tally.requests()) : notHar("");
  return tally.found();
}

/** A line of Gatescope's NDJSON. A damaged request of it is none. */
async function readLine(text: string, unpacking: BodyUnpacking): Promise<RecordedAs> {
  const json = parseJson(text);
  if (json === undefined || !isExportedLine(json)) throw notHar(text);
  const request = readExportedLine(json);
  return request === null ? { is: "foreign" } : callOf(request, unpacking);
}

function readEntry(text: string, place: number, nowMs: number): RecordedRequest {
  const json = parseJson(text);
  if (json === undefined) {
    const problem = findJsonProblem(text);
    const where =
      problem === null ? "it is nested more than 200 levels deep" : `line ${problem.line} of it, column ${problem.column}: ${problem.what}`;
    throw new UnusableRecording(`Request ${formatNumber(place)} of the HAR file cannot be read: ${where}. ${nothingImported}`);
  }
  const entry = readHarEntry(json, nowMs);
  if (typeof entry === "string") throw new UnusableRecording(`Entry ${formatNumber(place)} of the HAR file ${entry}. ${nothingImported}`);
  return entry;
}

function endsEarly(requests: number): UnusableRecording {
  const after = requests === 0 ? "before its first request is complete" : `after ${formatCount(requests, "whole request")}`;
  return new UnusableRecording(`The file ends ${after}: it is damaged or was cut off. ${nothingImported} Save it again.`);
}

function notHar(text: string): UnusableRecording {
  const problem = text === "" ? null : findJsonProblem(text);
  if (problem !== null)
    return new UnusableRecording(
      `This is no HAR file: line ${problem.line}, column ${problem.column}: ${problem.what}. ${nothingImported}`,
    );
  const json = parseJson(text);
  const what =
    isJsonObject(json) && isJsonObject(json.log) ? "its log has no list of entries" : "a HAR file is an object with log and its entries";
  return new UnusableRecording(`This is JSON, but no HAR file: ${what}. ${nothingImported}`);
}

async function readCopied(pieces: AsyncIterable<string>, { signal, ...unpacking }: RecordingReading): Promise<Recording> {
  let text = "";
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    text += piece;
    if (text.length > maxCopiedCharacters)
      throw new UnusableRecording(
        `Requests that were copied as cURL or fetch are read up to ${formatNumber(maxCopiedCharacters)} characters. ${nothingImported}`,
      );
  }
  const requests = readCopiedRequests(text);
  if (requests.length === 0)
    throw new UnusableRecording(
      `No request was found in this text. In a browser’s network panel, choose Copy as cURL, Copy as fetch or Save all as HAR. ${nothingImported}`,
    );
  const tally = createTally();
  for (const request of requests) tally.add(await callOf(request, unpacking));
  return tally.found();
}

function createTally() {
  const calls: RecordedCall[] = [];
  let requests = 0;
  let otherRequests = 0;
  let characters = 0;
  return {
    requests: () => requests,
    add(recorded: RecordedAs): void {
      requests += 1;
      if (recorded.is === "other") otherRequests += 1;
      if (recorded.is !== "call") return;
      calls.push(recorded.call);
      const { request, outcome } = recorded.call.exchange;
      characters += (request.body?.length ?? 0) + ("body" in outcome ? outcome.body.length : 0);
      if (calls.length > maxImportedCalls)
        throw new UnusableRecording(
          `It has more than ${formatNumber(maxImportedCalls)} calls to Statsig, the most of one import. ${nothingImported}`,
        );
      if (characters > maxImportedCharacters)
        throw new UnusableRecording(
          `Its calls to Statsig have more than ${formatNumber(maxImportedCharacters)} characters, the most of one import. ${nothingImported}`,
        );
    },
    found: () => ({ calls, requests, otherRequests }),
  };
}
