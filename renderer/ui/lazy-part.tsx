import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { createStore, useStore } from "zustand";

export type LazyStatus = "loading" | "loaded" | "failed";

/** A component whose code is a file of its own. Once that file is loaded it draws in the same pass; until then its placeholder is shown. */
export type LazyPart<Props extends object> = ((props: Props) => ReactNode) & {
  /** Loads the file ahead of its first use. Rejects with `PartNotLoaded`; the next call tries again. */
  readonly preload: () => Promise<void>;
  /** Follows the state of the file, and loads it if nothing did so before. */
  readonly useStatus: () => LazyStatus;
};

/** The file of a part could not be read: its server ended, or was restarted with another version. */
export class PartNotLoaded extends Error {
  constructor(cause: unknown) {
    super("A part of the page could not be loaded. Check that Gatescope is running, then reload the page.", { cause });
    this.name = "PartNotLoaded";
  }
}

interface Loadable {
  readonly preload: () => Promise<void>;
}

const waitingForIdle: Loadable[] = [];
let isPreloading = false;

/**
 * Makes a component out of `load`, which imports it. Unlike React.lazy, it needs no Suspense boundary, which would hide a new part for 300 ms
 * after its placeholder, and a preloaded part is drawn in the same pass. A failure is thrown while drawing, to the nearest error screen.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Placeholder: ComponentType<Props> = Nothing,
): LazyPart<Props> {
  return createPart(load, Placeholder, null);
}

/** Makes a part out of a component that is loaded already, for a place that takes parts. */
export function loadedPart<Props extends object>(Loaded: ComponentType<Props>): LazyPart<Props> {
  return createPart(async () => Loaded, Nothing, Loaded);
}

function createPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Placeholder: ComponentType<Props>,
  initial: ComponentType<Props> | null,
): LazyPart<Props> {
  const loaded = createStore<{ Part: ComponentType<Props> | null }>()(() => ({ Part: initial }));
  let loading: Promise<void> | null = null;
  const preload = () => {
    loading ??= load().then(
      (Part) => loaded.setState({ Part }),
      (cause: unknown) => {
        loading = null;
        throw new PartNotLoaded(cause);
      },
    );
    return loading;
  };
  const useLoading = () => ({ Part: useStore(loaded).Part, failure: useFailure(preload) });

  function Part(props: Props) {
    const { Part: Loaded, failure } = useLoading();
    if (Loaded !== null) return <Loaded {...props} />;
    if (failure !== null) throw failure;
    return <Placeholder {...props} />;
  }
  waitingForIdle.push({ preload });
  if (isPreloading) preloadNext();
  return Object.assign(Part, {
    preload,
    useStatus: (): LazyStatus => {
      const { Part: Loaded, failure } = useLoading();
      if (Loaded !== null) return "loaded";
      return failure === null ? "loading" : "failed";
    },
  });
}

/** Calls `preload` and returns how it failed. Every component that uses a part has a failure of its own, so that a new one tries again. */
function useFailure(preload: () => Promise<void>): unknown {
  const [failed, setFailed] = useState<{ preload: () => Promise<void>; failure: unknown } | null>(null);
  useEffect(() => {
    preload().catch((failure: unknown) => setFailed({ preload, failure }));
  }, [preload]);
  return failed?.preload === preload ? failed.failure : null;
}

/**
 * Loads every part, one after the other, while the page has nothing else to do; parts that a loaded file makes are included. A part that fails
 * is tried again at its first use.
 */
export function preloadPartsWhenIdle(): void {
  isPreloading = true;
  preloadNext();
}

let isPending = false;

function preloadNext(): void {
  if (isPending) return;
  const next = waitingForIdle.shift();
  if (next === undefined) return;
  isPending = true;
  requestIdleCallback(async () => {
    await next.preload().catch(() => undefined);
    isPending = false;
    preloadNext();
  });
}

function Nothing() {
  return null;
}
