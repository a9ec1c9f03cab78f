import "./strict-page.ts";
import "@mantine/core/styles.css";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { preloadPartsWhenIdle } from "#renderer/ui/lazy-part.tsx";
import { styleNonce } from "#renderer/ui/style-nonce.ts";
import { App } from "./app.tsx";
import { cssVariablesResolver, theme } from "./styles/theme.ts";

// Calls go to a program on this machine: they work without a network, and a retry would only delay the error.
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: "always", refetchOnWindowFocus: false, staleTime: 30_000 },
    mutations: { retry: false, networkMode: "always" },
  },
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" getStyleNonce={styleNonce}>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </MantineProvider>,
);

preloadPartsWhenIdle();
