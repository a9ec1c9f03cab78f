import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { KeyTest } from "#shared/domain/project/key-storage.ts";

export type KeyTestState =
  | { readonly kind: "idle" }
  | { readonly kind: "testing"; readonly sinceMs: number }
  | { readonly kind: "tested"; readonly test: KeyTest }
  | { readonly kind: "failed"; readonly sentence: string };

export interface KeyTestRun {
  readonly state: KeyTestState;
  readonly start: () => void;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

/** Runs the test of a key on request; leaving the screen cancels it. */
export function useKeyTest(keyId: string): KeyTestRun {
  const [state, setState] = useState<KeyTestState>({ kind: "idle" });
  const queries = useQueryClient();
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = () => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    setState({ kind: "testing", sinceMs: Date.now() });
    client.keys.test({ keyId }, { signal: abort.signal }).then(
      (test) => {
        if (abort.signal.aborted) return;
        setState({ kind: "tested", test });
        announce(test.headline);
        // The test changed when the key was last used.
        void queries.invalidateQueries({ queryKey: orpc.keys.list.key() });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState({ kind: "failed", sentence: sentenceOf(error) });
        announce(sentenceOf(error));
      },
    );
  };
  const cancel = () => {
    running.current?.abort();
    setState({ kind: "idle" });
  };
  return { state, start, cancel, dismiss: () => setState({ kind: "idle" }) };
}
