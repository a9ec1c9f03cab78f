import { create } from "zustand";
import { openedFileNow } from "#renderer/answer/explain/explain-view.ts";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { nameOfFile, readFilePieces } from "#renderer/parts/files/read-file.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { CohortEntity, CohortQuestion, CohortState, CombinedField, UsersPreview } from "#shared/domain/cohort/cohort.ts";
import type { RulesDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { toBase64 } from "#shared/domain/text/base64.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import type { UserMapping } from "#shared/domain/user/user-mapping.ts";
import { cohortsLabels } from "./cohorts-labels.ts";

export type SourceKind = "file" | "saved_users" | "combinations" | "outcomes" | "new_ids";

export type UsersFile =
  | { readonly is: "none" }
  | { readonly is: "reading"; readonly fileName: string; readonly readBytes: number; readonly size: number }
  | { readonly is: "read"; readonly fileId: string; readonly fileName: string; readonly preview: UsersPreview }
  | { readonly is: "failed"; readonly fileName: string; readonly file: Blob; readonly failure: unknown };

/** What is set up. It outlives the screen, so that switching screens loses nothing. */
export interface CohortSetup {
  readonly source: SourceKind;
  readonly file: UsersFile;
  readonly fields: readonly CombinedField[];
  readonly isIdNew: boolean;
  readonly outcomesOf: CohortEntity | null;
  readonly newIds: { readonly count: number; readonly path: string; readonly pattern: string };
  /** Null until something is chosen: then the one that is open in Inspect. */
  readonly entities: readonly CohortEntity[] | null;
  /** Null for the newest rules. */
  readonly snapshotId: string | null;
  /** Edits of the newest rules; null for none. */
  readonly draft: RulesDraft | null;
  /** Null for the tier of the session. */
  readonly tier: string | null;
}

/** `question` is that of the set-up; null for a cohort that depends on no set-up: a stored or renewed one. */
export interface ShownCohort {
  readonly is: "shown";
  readonly state: CohortState;
  readonly question: CohortQuestion | null;
}

/** The result on the screen. */
export type CohortResult =
  | { readonly is: "none" }
  /** `before` is there again if the cohort is refused or cancelled before it starts. */
  | { readonly is: "starting"; readonly before: ShownCohort | null }
  | ShownCohort
  | { readonly is: "refused"; readonly problem: string };

export const useSetup = create<CohortSetup>()(() => ({
  source: "file",
  file: { is: "none" },
  fields: [],
  isIdNew: false,
  outcomesOf: null,
  newIds: { count: 10_000, path: "userID", pattern: "new-{n}" },
  entities: null,
  snapshotId: null,
  draft: null,
  tier: null,
}));

export const useResult = create<{
  readonly result: CohortResult;
  /** Why the last action on the cohort failed, as a sentence; the result stays as it was. */
  readonly problem: string | null;
  /** The entity that was selected in the result, or chosen in What if since; null for none. */
  readonly entity: CohortEntity | null;
}>()(() => ({ result: { is: "none" }, problem: null, entity: null }));

/** Selects an entity of the result; null for none. */
export function selectEntity(entity: CohortEntity | null): void {
  useResult.setState({ entity: entity === null ? null : { kind: entity.kind, name: entity.name } });
}

/** Does something with the cohort on the screen. A failure is shown above the result and announced; the next action takes it away. */
export async function attempt(action: () => Promise<unknown>): Promise<void> {
  useResult.setState({ problem: null });
  try {
    await action();
  } catch (failure) {
    showProblem(failure);
  }
}

function showProblem(failure: unknown): void {
  const problem = sentenceOf(failure);
  useResult.setState({ problem });
  announce(problem);
}

let reading: AbortController | null = null;
/** What is there again when reading is cancelled. */
let fileBefore: UsersFile = { is: "none" };

export function openUsersFile(file: File, projectId: string): Promise<void> {
  return readUsers(nameOfFile(file), file, projectId);
}

export function openUsersText(text: string, projectId: string): Promise<void> {
  return readUsers("pasted rows", new Blob([text]), projectId);
}

export async function readUsersInEncoding(encoding: LegacyEncoding, projectId: string): Promise<void> {
  const { file } = useSetup.getState();
  if (file.is === "failed") await readUsers(file.fileName, file.file, projectId, encoding);
}

/** The rules in which the ID types of a file's columns are looked up: those that were chosen, or those of an opened file. Null for the newest ones. */
function rulesNow(projectId: string): string | null {
  return useSetup.getState().snapshotId ?? openedFileNow(projectId)?.snapshotId ?? null;
}

const maxChunkLength = 2_000_000;

async function readUsers(fileName: string, file: Blob, projectId: string, encoding: LegacyEncoding | null = null): Promise<void> {
  reading?.abort();
  const abort = new AbortController();
  reading = abort;
  const { file: current } = useSetup.getState();
  if (current.is !== "reading") fileBefore = current;
  const show = (shown: UsersFile) => {
    if (reading === abort) useSetup.setState({ file: shown, source: "file" });
  };
  show({ is: "reading", fileName, readBytes: 0, size: file.size });
  try {
    const fileId = await uploadUsers(fileName, file, {
      encoding,
      signal: abort.signal,
      onSent: (readBytes) => show({ is: "reading", fileName, readBytes, size: file.size }),
    });
    const { fileId: usedId, ...preview } = await client.cohorts.files.preview(
      { fileId, projectId, snapshotId: rulesNow(projectId), mapping: null },
      { signal: abort.signal },
    );
    show({ is: "read", fileId: usedId, fileName, preview });
    // A failure is announced where it is shown.
    if (reading === abort) announce(cohortsLabels.fileRead(fileName, preview.rows, preview.columns.length));
  } catch (failure) {
    if (!abort.signal.aborted) show({ is: "failed", fileName, file, failure });
  }
}

/** Uploads a file of users in chunks and returns its ID, with which its users are read. Throws what cannot be read, and an `AbortError`. */
export async function uploadUsers(
  fileName: string,
  file: Blob,
  {
    encoding,
    signal,
    onSent = () => undefined,
  }: { readonly encoding: LegacyEncoding | null; readonly signal: AbortSignal; readonly onSent?: (readBytes: number) => void },
): Promise<string> {
  const { fileId } = await client.cohorts.files.begin({ fileName });
  let readBytes = 0;
  const onRead = (bytes: number) => {
    readBytes = bytes;
  };
  try {
    for await (const piece of uploadPieces(file, { encoding, onRead })) {
      signal.throwIfAborted();
      await client.cohorts.files.chunk({ fileId, ...piece });
      onSent(readBytes);
    }
  } catch (failure) {
    // The core would keep it until Gatescope ends.
    await client.cohorts.files.forget({ fileId }).catch(() => undefined);
    throw failure;
  }
  return fileId;
}

/** Yields a file as texts, or as Base64 if it is Parquet. */
async function* uploadPieces(
  file: Blob,
  { encoding, onRead }: { readonly encoding: LegacyEncoding | null; readonly onRead: (bytes: number) => void },
): AsyncGenerator<{ readonly text: string; readonly isBase64: boolean }, void> {
  if (await startsLikeParquet(file)) {
    for (let from = 0; from < file.size; from += maxChunkLength) {
      const end = Math.min(file.size, from + maxChunkLength);
      onRead(end);
      yield { text: await base64Of(file.slice(from, end)), isBase64: true };
    }
    return;
  }
  let text = "";
  for await (const piece of readFilePieces(file, { encoding, onRead })) {
    text += piece;
    if (text.length < maxChunkLength) continue;
    yield { text: text.slice(0, maxChunkLength), isBase64: false };
    text = text.slice(maxChunkLength);
  }
  if (text !== "") yield { text, isBase64: false };
}

async function startsLikeParquet(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4).text()) === "PAR1";
}

async function base64Of(part: Blob): Promise<string> {
  return toBase64(new Uint8Array(await part.arrayBuffer()));
}

/** Stops reading a file of users. The one before it is there again. */
export function cancelReading(): void {
  if (useSetup.getState().file.is !== "reading") return;
  reading?.abort();
  reading = null;
  useSetup.setState({ file: fileBefore });
  announce(cohortsLabels.readingCancelled);
}

/** Reads the file again with another mapping, for its notes and its first users. */
export async function changeMapping(mapping: UserMapping, projectId: string): Promise<void> {
  const { file } = useSetup.getState();
  if (file.is !== "read") return;
  reading?.abort();
  const abort = new AbortController();
  reading = abort;
  useResult.setState({ problem: null });
  useSetup.setState({ file: { ...file, preview: { ...file.preview, mapping } } });
  try {
    const { fileId, ...preview } = await client.cohorts.files.preview(
      { fileId: file.fileId, projectId, snapshotId: rulesNow(projectId), mapping },
      { signal: abort.signal },
    );
    if (!abort.signal.aborted) useSetup.setState({ file: { ...file, fileId, preview } });
  } catch (failure) {
    if (abort.signal.aborted) return;
    // The users that are shown are those of the mapping before.
    useSetup.setState({ file });
    showProblem(failure);
  }
}

let following: AbortController | null = null;

type CohortCalls = Pick<typeof client.cohorts, "start" | "open" | "resume" | "cancel" | "follow">;

/** Starts a cohort and shows it as it grows. Returns false if it was refused, or if another one was started or opened meanwhile: then it is cancelled. */
export function checkCohort(question: CohortQuestion, calls: CohortCalls = client.cohorts): Promise<boolean> {
  return showChecked(question, question, calls);
}

/** `setUp` is the question of the set-up, of which the result is shown; null for one that depends on no set-up. */
async function showChecked(question: CohortQuestion, setUp: CohortQuestion | null, calls: CohortCalls): Promise<boolean> {
  const wanted = begin();
  useResult.setState({ result: { is: "starting", before: shownNow() }, problem: null });
  try {
    const state = await calls.start(question, { signal: wanted });
    if (wanted.aborted) {
      void calls.cancel({ cohortId: state.cohortId });
      return false;
    }
    useResult.setState({ result: { is: "shown", state, question: setUp }, entity: null });
    void followCohort(state.cohortId, setUp, calls);
    return true;
  } catch (failure) {
    if (!wanted.aborted) refuse(sentenceOf(failure), calls);
    return false;
  }
}

/** The result on the screen, or the one that was there before the cohort that is being started. */
function shownNow(): ShownCohort | null {
  const { result } = useResult.getState();
  return result.is === "shown" ? result : result.is === "starting" ? result.before : null;
}

/** Says why a cohort did not start or open. The result that was on the screen, which may be stored under no name, stays. */
function refuse(problem: string, calls: CohortCalls): void {
  const before = shownNow();
  if (before === null) {
    useResult.setState({ result: { is: "refused", problem } });
    return;
  }
  useResult.setState({ result: before, problem });
  announce(problem);
  const { cohortId, phase, live } = before.state;
  const isGoing = phase === "running" || live?.phase === "running" || live?.phase === "waiting";
  if (isGoing) void followCohort(cohortId, before.question, calls);
}

/** Checks the users of a stored cohort again with the newest rules of its project. */
export function renewCohort(
  { cohortId, question: { projectId, tier, entities } }: Pick<CohortState, "cohortId" | "question">,
  calls: CohortCalls = client.cohorts,
): Promise<boolean> {
  return showChecked({ projectId, tier, snapshotId: null, source: { kind: "stored", cohortId }, entities }, null, calls);
}

/** Asks the question of a renewed cohort again, from its first user. */
export function repeatCohort({ question }: Pick<CohortState, "question">): Promise<boolean> {
  return showChecked(question, null, client.cohorts);
}

/** Cancels the cohort on the screen, also while it is being started. */
export async function cancelCohort(): Promise<void> {
  const { result } = useResult.getState();
  if (result.is === "shown") await client.cohorts.cancel({ cohortId: result.state.cohortId });
  if (result.is !== "starting") return;
  begin();
  refuse(cohortsLabels.cancelledBefore, client.cohorts);
}

/** Ends what was shown or awaited before: an answer that still arrives belongs to an earlier question. */
function begin(): AbortSignal {
  following?.abort();
  following = new AbortController();
  return following.signal;
}

/** Shows a stored cohort. */
export async function openCohort(cohortId: string, calls: CohortCalls = client.cohorts): Promise<void> {
  const wanted = begin();
  useResult.setState({ problem: null });
  try {
    const state = await calls.open({ cohortId });
    if (!wanted.aborted) useResult.setState({ result: { is: "shown", state, question: null }, entity: null });
  } catch (failure) {
    if (!wanted.aborted) refuse(sentenceOf(failure), calls);
  }
}

export async function followCohort(cohortId: string, question: CohortQuestion | null, calls: CohortCalls = client.cohorts): Promise<void> {
  const wanted = begin();
  try {
    for await (const state of await calls.follow({ cohortId }, { signal: wanted }))
      if (!wanted.aborted) useResult.setState({ result: { is: "shown", state, question } });
  } catch (failure) {
    if (wanted.aborted) return;
    const { result } = useResult.getState();
    if (result.is === "shown")
      useResult.setState({ result: { ...result, state: { ...result.state, phase: "failed", problem: sentenceOf(failure) } } });
  }
}

export function showState(state: CohortState): void {
  useResult.setState(({ result }) => ({ result: { is: "shown", state, question: result.is === "shown" ? result.question : null } }));
}

export function clearResult(): void {
  following?.abort();
  useResult.setState({ result: { is: "none" }, problem: null, entity: null });
}

/** Continues a cancelled cohort, and shows it unless another one was started or opened meanwhile. */
export async function continueCohort(cohortId: string, calls: CohortCalls = client.cohorts): Promise<void> {
  const wanted = begin();
  const state = await calls.resume({ cohortId });
  if (wanted.aborted) return;
  showState(state);
  const { result } = useResult.getState();
  void followCohort(cohortId, result.is === "shown" ? result.question : null, calls);
}
