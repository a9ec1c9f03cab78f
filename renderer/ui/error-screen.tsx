import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { EmptyState } from "./empty-state.tsx";
import { PartNotLoaded } from "./lazy-part.tsx";

/**
 * Shows an error message instead of a blank page if its children throw while rendering.
 * `kept` is a sentence about the data that is not lost. A new `resetKey` (another screen, another project) renders the children again.
 */
export class ErrorScreen extends Component<
  { children: ReactNode; kept: string; resetKey: string },
  { error: Error | null; resetKey: string }
> {
  override state = { error: null as Error | null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: { resetKey: string }, state: { resetKey: string }) {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div role="alert">
        <EmptyState
          title="This screen stopped working"
          actions={
            <>
              <Button onClick={() => location.reload()}>Load the page again</Button>
              <Button variant="default" onClick={() => this.setState({ error: null })}>
                Try again
              </Button>
              <CopyButton text={() => details(error)} what="Details" label="Copy the details" />
            </>
          }
        >
          <p>
            {error instanceof PartNotLoaded ? (
              error.message
            ) : (
              <>
                A mistake in Gatescope itself: <code>{error.message}</code>.
              </>
            )}{" "}
            {this.props.kept}
          </p>
        </EmptyState>
      </div>
    );
  }
}

function details(error: Error): string {
  return [`Gatescope, ${new Date().toISOString()}`, navigator.userAgent, error.stack ?? String(error)].join("\n");
}
