import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { createStore, useStore } from "zustand";

export type LazyStatus = "loading" | "loaded" | "failed";

/** A component whose code is in a separate file. It shows its placeholder until the file is loaded, and then renders in the same pass. */
export type LazyPart<Props extends object> = ((props: Props) => ReactNode) & {
  /** Loads the file before its first use. Rejects with `PartNotLoaded`; the next call tries again. */
  readonly preload: () => Promise<void>;
  /** Returns the state of the file, and loads it if necessary. */
  readonly useStatus: () => LazyStatus;
};

/** Thrown if the file of a part could not be loaded: its server ended, or was restarted with another version. */
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
 * Creates a component from `load`, which imports it. Unlike React.lazy, it needs no Suspense boundary, which would hide a new part for 300 ms
 * after its placeholder, and a preloaded part is rendered in the same pass. A failure is thrown while rendering, to the nearest error screen; a part
 * that nobody opened, such as a notice, `isOptional`: it keeps its placeholder instead, and is loaded again every few seconds.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Placeholder: ComponentType<Props> = Nothing,
  { isOptional }: { readonly isOptional: boolean } = { isOptional: false },
): LazyPart<Props> {
  return createPart(load, Placeholder, { initial: null, isOptional });
}

/** Creates a part from a component that is already loaded, for callers that need a part. */
export function loadedPart<Props extends object>(Loaded: ComponentType<Props>): LazyPart<Props> {
  return createPart(async () => Loaded, Nothing, { initial: Loaded, isOptional: false });
}

function createPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Placeholder: ComponentType<Props>,
  { initial, isOptional }: { readonly initial: ComponentType<Props> | null; readonly isOptional: boolean },
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
  const useLoading = () => ({ Part: useStore(loaded).Part, failure: useFailure(preload, isOptional) });

  function Part(props: Props) {
    const { Part: Loaded, failure } = useLoading();
    if (Loaded !== null) return <Loaded {...props} />;
    if (failure !== null && !isOptional) throw failure;
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

const retryAfterMs = 5_000;

/** Calls `preload` and returns its failure, or null. Each component that uses a part has its own failure, so that a new one tries again. */
function useFailure(preload: () => Promise<void>, isRetrying: boolean): unknown {
  const [failed, setFailed] = useState<{ preload: () => Promise<void>; failure: unknown } | null>(null);
  useEffect(() => {
    let isUsed = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      preload().catch((failure: unknown) => {
        if (!isUsed) return;
        setFailed({ preload, failure });
        if (isRetrying) timer = setTimeout(load, retryAfterMs);
      });
    };
    load();
    return () => {
      isUsed = false;
      clearTimeout(timer);
    };
  }, [preload, isRetrying]);
  return failed?.preload === preload ? failed.failure : null;
}

/**
 * Loads every part, one after the other, while the page has nothing else to do; parts that a loaded file creates are included. A part that fails
 * is loaded again at its first use.
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
