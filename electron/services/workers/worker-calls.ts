/*
 * The messages between a service and its worker thread, and the types of the calls. A worker serves an object of functions with one input each:
 * `serve-calls.ts` is the worker's side, `worker-thread.ts` the service's. A function that returns a generator is a stream; any other is a call with one output.
 */

export type WorkerCall = (input: never, signal: AbortSignal) => unknown;

type AnyGenerator<Progress, Result> = Generator<Progress, Result, void> | AsyncGenerator<Progress, Result, void>;

export type Input<Calls, Name extends keyof Calls> = Calls[Name] extends (...args: infer Args) => unknown ? Args[0] : never;
export type Output<Calls, Name extends keyof Calls> = Calls[Name] extends (...args: never) => infer Out ? Awaited<Out> : never;

export type StreamName<Calls> = {
  [Name in keyof Calls & string]: Output<Calls, Name> extends AnyGenerator<unknown, unknown> ? Name : never;
}[keyof Calls & string];
export type CallName<Calls> = Exclude<keyof Calls & string, StreamName<Calls>>;

export type StreamProgress<Calls, Name extends keyof Calls> =
  Output<Calls, Name> extends AnyGenerator<infer Progress, unknown> ? Progress : never;
export type StreamResult<Calls, Name extends keyof Calls> =
  Output<Calls, Name> extends AnyGenerator<unknown, infer Result> ? Result : never;

/** From the service to its worker, which gets the requests of one turn of the event loop as one message. */
export type WorkerRequest =
  | { readonly kind: "call"; readonly id: number; readonly call: string; readonly input: unknown }
  /** The caller no longer waits for this call. */
  | { readonly kind: "abort"; readonly id: number };

/** From the worker to the service: any number of `yielded`, then one `returned` or `threw`. An aborted call may have no reply. */
export type WorkerReply =
  | { readonly kind: "yielded"; readonly id: number; readonly value: unknown }
  | { readonly kind: "returned"; readonly id: number; readonly output: unknown }
  | { readonly kind: "threw"; readonly id: number; readonly thrown: ThrownInWorker };

/** An error of a worker as plain data, because structured cloning drops an error's class and its own fields. */
export interface ThrownInWorker {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** The error's own fields that are not objects, such as the code of a system error. */
  readonly facts: Readonly<Record<string, unknown>>;
}
