import { create } from "zustand";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";

/** Definitions that the person opened; explanations in that project use them until they are put away. */
export interface OpenedFile {
  readonly snapshotId: string;
  readonly fileName: string;
}

/** Another time and tier to ask the rules about. Null is now, and the tier that was asked. */
export interface AsOf {
  readonly atMs: number | null;
  readonly tier: string | null;
}

interface ExplainView {
  readonly asOf: AsOf;
  readonly files: Readonly<Record<string, OpenedFile>>;
  /** What was folded or unfolded by hand, per thing that is explained and place in its trace. */
  readonly folds: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  /** Where *Unfold all* was the last word. */
  readonly isUnfolded: Readonly<Record<string, boolean>>;
}

/** Which parts of a rule trace are unfolded, and a way to change that. */
export interface Folds {
  readonly isOpen: (key: string, isOpenAtFirst: boolean) => boolean;
  readonly onToggle: (key: string, isOpen: boolean) => void;
}

export const live: AsOf = { atMs: null, tier: null };

/** How explanations are looked at; outlives the screen, as the answers do. */
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

export function takeFile(projectId: string, file: OpenedFile): void {
  useView.setState(({ files }) => ({ files: { ...files, [projectId]: file } }));
}

export function putFileAway(projectId: string): void {
  useView.setState(({ files: { [projectId]: _gone, ...files } }) => ({ files }));
}

/** What folds belong to: the same gate stays as it was unfolded, whoever it is asked for. */
export function foldsOf(kind: ExplainedKind, name: string): string {
  return `${kind} ${name}`;
}

const untouched: Readonly<Record<string, boolean>> = {};

export function useFolds(of: string): Folds {
  const folds = useView((state) => state.folds[of] ?? untouched);
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

/** As it was at first. */
export function foldBack(of: string): void {
  setFolds(of, untouched, false);
}

function setFolds(of: string, folds: Readonly<Record<string, boolean>>, isUnfolded?: boolean): void {
  useView.setState((state) => ({
    folds: { ...state.folds, [of]: folds },
    isUnfolded: isUnfolded === undefined ? state.isUnfolded : { ...state.isUnfolded, [of]: isUnfolded },
  }));
}
