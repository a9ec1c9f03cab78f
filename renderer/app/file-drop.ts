import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { nameOfFile, readFilePieces } from "#renderer/parts/files/read-file.ts";
import { projectIdNow, setScreen, useSession } from "#renderer/session/session.ts";
import { showNotice } from "#renderer/ui/notice.ts";
import { appLabels } from "./app-labels.ts";
import { type FileKind, fileKindOf, kindCharacters } from "./file-kind.ts";
import { screenOf } from "./screens.ts";

/** Opens a file that is dropped anywhere on the page with the screen for it, or says in a sentence that none is. A dialog takes its files itself. */
export function useFileDrop(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const allow = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const open = (event: DragEvent) => {
      if (event.defaultPrevented || event.dataTransfer?.types.includes("Files") !== true) return;
      // The browser would show the file instead of the page.
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      // A definitions file is a version of the rules from now on.
      if (file !== undefined) void openDropped(file).then(() => queries.invalidateQueries({ queryKey: orpc.explain.definitions.key() }));
    };
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", open);
    return () => {
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", open);
    };
  }, [queries]);
}

async function openDropped(file: File): Promise<void> {
  const name = nameOfFile(file);
  showNotice(null);
  try {
    await openers[onScreen(fileKindOf(name, await beginningOf(file)))](file, name);
  } catch (failure) {
    const sentence = sentenceOf(failure);
    showNotice({ of: "file", text: sentence.includes(name) ? sentence : `${name}: ${sentence}` });
  }
}

/** Rows are what the open screen takes; elsewhere they are users. */
function onScreen(kind: FileKind): FileKind {
  const screen = screenOf(useSession.getState().screen).id;
  if (kind !== "rows" && kind !== "users" && kind !== "events") return kind;
  if (screen === "events") return "events";
  return screen === "cohorts" || kind === "rows" ? "users" : kind;
}

/** The beginning of the text. A file that is no text, such as Parquet, is shown as its bytes: what opens it says what is wrong. */
async function beginningOf(file: File): Promise<string> {
  let text = "";
  try {
    for await (const piece of readFilePieces(file)) {
      text += piece;
      if (text.length >= kindCharacters) break;
    }
    return text.slice(0, kindCharacters);
  } catch {
    return new TextDecoder("latin1").decode(await file.slice(0, kindCharacters).arrayBuffer());
  }
}

const openers: Record<FileKind, (file: File, name: string) => Promise<void> | void> = {
  async case(file) {
    const { openCaseFile } = await import("#renderer/features/cases/case-view.ts");
    setScreen("cases");
    await openCaseFile(file);
  },
  async recording(file) {
    const { openImport } = await import("#renderer/features/history/import/import-request.ts");
    setScreen("history");
    openImport(file);
  },
  async draft(file) {
    const { openDraftFile } = await import("#renderer/features/what-if/open-draft.ts");
    setScreen("cohorts/what-if");
    await openDraftFile(file, projectIdNow());
  },
  async definitions(file, name) {
    const { screen } = useSession.getState();
    const projectId = projectIdNow();
    if (screenOf(screen).id === "cohorts") {
      const { openRulesFile } = await import("./cohorts-rules.ts");
      return openRulesFile(projectId, file);
    }
    if (screenOf(screen).id === "compare") {
      const { compareWithRulesFile } = await import("#renderer/features/compare/columns/rules-file.ts");
      if (await compareWithRulesFile(projectId, file)) return;
    }
    const { openDefinitionsFile } = await import("#renderer/answer/explain/open-definitions.ts");
    await openDefinitionsFile(projectId, { file, encoding: null });
    setScreen("inspect");
    showNotice({ of: "file", text: appLabels.definitionsOpened(name), isHint: true });
  },
  async events(file) {
    const { openFile } = await import("#renderer/features/events/import/import-source.ts");
    setScreen("events/file");
    await openFile(file);
  },
  async users(file) {
    const { openUsersFile } = await import("#renderer/features/cohorts/cohorts-state.ts");
    setScreen("cohorts/setup");
    await openUsersFile(file, projectIdNow());
  },
  async rows(file, name) {
    await openers.users(file, name);
  },
  suite(_file, name) {
    setScreen("tests");
    showNotice({ of: "file", text: appLabels.suiteDropped(name), isHint: true });
  },
  unknown(_file, name) {
    showNotice({ of: "file", text: appLabels.unknownFile(name) });
  },
};
