import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { endOfLastRecord } from "../events/import/file-rows/csv-records.ts";
import type { FileShape } from "../events/import/file-rows/file-shape.ts";
import { createJsonElements } from "../events/import/file-rows/json-elements.ts";
import { maxRowLength, RowTooLong } from "../events/import/file-rows/raw-row.ts";
import { UnusableInput } from "../failures.ts";
import { readFileText } from "../file-text.ts";
import type { Block } from "./block.ts";

/** Large enough that a message costs little, small enough that the first rows are there at once. */
const blockCharacters = 128 * 1024;
const firstBlockCharacters = 16 * 1024;
const blockUsers = 500;

/** Divides the text of a file into blocks of whole rows, without reading the rows. Throws `UnusableInput`. `characters`: the expected length, for the progress. */
export async function* fileBlocks(
  path: string,
  shape: FileShape,
  { characters, signal, source }: { readonly characters: number; readonly signal?: AbortSignal; readonly source: string },
): AsyncGenerator<Block, void> {
  yield* textBlocks(readFileText(path, signal, source), shape, characters);
}

/** Divides a text that comes in pieces. */
export async function* textBlocks(
  pieces: AsyncIterable<string>,
  shape: Pick<FileShape, "format" | "separator" | "headerAt">,
  characters: number,
): AsyncGenerator<Block, void> {
  let taken = 0;
  const progress = () => (characters <= 0 ? 0 : Math.min(1, taken / characters));
  try {
    if (shape.format === "json") {
      const reader = createJsonElements();
      for await (const piece of pieces) {
        taken += piece.length;
        yield* rowBlocks([...reader.push(piece)].map(textOf), progress());
      }
      yield* rowBlocks([...reader.end()].map(textOf), 1);
      return;
    }
    let rest = "";
    let isFirst = true;
    let skip = shape.format === "csv" ? shape.headerAt + 1 : 0;
    const blockOf = (text: string, isEnd: boolean): Block => {
      const block: Block =
        shape.format === "csv"
          ? { content: { form: "csv", text, skip }, progress: isEnd ? 1 : progress() }
          : { content: { form: "json", rows: text.split("\n").filter((line) => line.trim() !== "") }, progress: isEnd ? 1 : progress() };
      skip = 0;
      isFirst = false;
      return block;
    };
    for await (const piece of pieces) {
      taken += piece.length;
      rest += piece;
      if (rest.length < (isFirst ? firstBlockCharacters : blockCharacters)) continue;
      const end = shape.format === "csv" ? endOfLastRecord(rest, shape.separator ?? ",") : rest.lastIndexOf("\n") + 1;
      if (end === 0) {
        if (rest.length > maxRowLength) throw new RowTooLong();
        continue;
      }
      yield blockOf(rest.slice(0, end), false);
      rest = rest.slice(end);
    }
    if (rest !== "") yield blockOf(rest, true);
  } catch (failure) {
    if (failure instanceof RowTooLong) throw new UnusableInput("file", failure.message);
    throw failure;
  }
}

function textOf({ text }: { readonly text: string }): string {
  return text;
}

function* rowBlocks(rows: readonly string[], progress: number): Generator<Block> {
  if (rows.length > 0) yield { content: { form: "json", rows }, progress };
}

/** Groups users that are made one by one. */
export async function* userBlocks(users: Iterable<StatsigUser>, total: number): AsyncGenerator<Block, void> {
  let group: StatsigUser[] = [];
  let taken = 0;
  for (const user of users) {
    group.push(user);
    taken += 1;
    if (group.length < blockUsers) continue;
    yield { content: { form: "users", users: group }, progress: total === 0 ? 1 : taken / total };
    group = [];
  }
  if (group.length > 0) yield { content: { form: "users", users: group }, progress: 1 };
}
