import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { render } from "vitest-browser-react";
import { cssVariablesResolver, theme } from "#renderer/app/styles/theme.ts";

/** Renders a part of the page as the app does: with its theme, its styles, and the container that its container queries need. */
export function renderOnPage(part: ReactNode, { widthPx = 1080, heightPx = 700 } = {}) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="light">
      <QueryClientProvider client={queryClient}>
        <main style={{ width: widthPx, height: heightPx, display: "flex", flexDirection: "column", container: "main / inline-size" }}>
          {part}
        </main>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
