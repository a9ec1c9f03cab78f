import { create } from "zustand";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";

/** A definitions file that was opened; explanations in its project use it until it is closed. */
export interface OpenedFile {
  readonly snapshotId: string;
  readonly fileName: string;
  /** The encoding that the person chose; null if the file says its own. */
  readonly encoding: LegacyEncoding | null;
}

/** Another time and tier to evaluate the rules at. Null means now, and the tier of the request. */
export interface AsOf {
  readonly atMs: number | null;
  readonly tier: string | null;
}

interface ExplainView {
  readonly asOf: AsOf;
  readonly files: Readonly<Record<string, OpenedFile>>;
  /** The folds that the person changed, by explained entity and position in its trace. */
  readonly folds: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  /** True for entities for which *Unfold all* was the last action. */
  readonly isUnfolded: Readonly<Record<string, boolean>>;
}

/** The folds of a rule trace, and a function that changes them. */
export interface Folds {
  readonly isOpen: (key: string, isOpenAtFirst: boolean) => boolean;
  readonly onToggle: (key: string, isOpen: boolean) => void;
}

export const live: AsOf = { atMs: null, tier: null };

/** The view of explanations. Like the answers, it is kept when the screen is closed. */
const useView = create<ExplainView>()(() => ({ asOf: live, files: {}, folds: {}, isUnfolded: {} }));

export function useAsOf(): AsOf {
  return useView((state) => state.asOf);
}

export function setAsOf(asOf: AsOf): void {
  useView.setState({ asOf });
}

export function useOpenedFile(projectId: string): OpenedFile | null {
  return useView((state) => state.files[projectId] ?? null);
}

export function openedFileNow(projectId: string): OpenedFile | null {
  return useView.getState().files[projectId] ?? null;
}

export function takeFile(projectId: string, file: OpenedFile): void {
  useView.setState(({ files }) => ({ files: { ...files, [projectId]: file } }));
}

export function putFileAway(projectId: string): void {
  useView.setState(({ files: { [projectId]: _gone, ...files } }) => ({ files }));
}

/** Returns the key of an entity's folds. It has no user in it, so that a gate stays unfolded for every user. */
export function foldsOf(kind: ExplainedKind, name: string): string {
  return `${kind} ${name}`;
}

const noFolds: Readonly<Record<string, boolean>> = {};

export function useFolds(of: string): Folds {
  const folds = useView((state) => state.folds[of] ?? noFolds);
  return {
    isOpen: (key, isOpenAtFirst) => folds[key] ?? isOpenAtFirst,
    onToggle: (key, isOpen) => setFolds(of, { ...folds, [key]: isOpen }),
  };
}

export function useIsUnfolded(of: string): boolean {
  return useView((state) => state.isUnfolded[of] === true);
}

export function unfold(of: string, keys: readonly string[]): void {
  setFolds(of, Object.fromEntries(keys.map((key) => [key, true])), true);
}

/** Resets the folds to their defaults. */
export function foldBack(of: string): void {
  setFolds(of, noFolds, false);
}

function setFolds(of: string, folds: Readonly<Record<string, boolean>>, isUnfolded?: boolean): void {
  useView.setState((state) => ({
    folds: { ...state.folds, [of]: folds },
    isUnfolded: isUnfolded === undefined ? state.isUnfolded : { ...state.isUnfolded, [of]: isUnfolded },
  }));
}
