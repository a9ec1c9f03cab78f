import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import { renderOnPage } from "./render-on-page.tsx";

/** Renders a part of the page in a project whose rules, and with them its names, were never read. */
export function renderInUnreadProject(part: ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(orpc.catalog.names.queryKey({ input: { projectId: projectIdNow() } }), {
    names: [],
    definitionsAtMs: null,
    problem: null,
    nextStep: null,
  });
  return renderOnPage(<QueryClientProvider client={queries}>{part}</QueryClientProvider>);
}
