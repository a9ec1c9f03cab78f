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

/** Tries a key, once per asking; leaving the screen cancels. */
export function useKeyTest(keyId: string): KeyTestRun {
  const [state, setState] = useState<KeyTestState>({ kind: "idle" });
  const queries = useQueryClient();
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = () => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState({ kind: "testing", sinceMs: Date.now() });
    client.keys.test({ keyId }, { signal: own.signal }).then(
      (test) => {
        if (own.signal.aborted) return;
        setState({ kind: "tested", test });
        announce(test.headline);
        // It was used just now.
        void queries.invalidateQueries({ queryKey: orpc.keys.list.key() });
      },
      (error: unknown) => {
        if (own.signal.aborted) return;
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
