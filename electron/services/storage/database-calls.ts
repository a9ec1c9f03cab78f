/** `Calls` is what a database can be asked within its thread: functions of one input, whose output may be a promise. */
export type CallName<Calls> = keyof Calls & string;
export type Input<Calls, Name extends keyof Calls> = Calls[Name] extends (input: infer In) => unknown ? In : never;
export type Output<Calls, Name extends keyof Calls> = Calls[Name] extends (input: never) => infer Out ? Awaited<Out> : never;

/** From the service to its thread. */
export interface CallRequest {
  readonly id: number;
  readonly call: string;
  readonly input: unknown;
}

/** Why the disk refused, as it crosses the thread: classes do not. */
export interface StorageTrouble {
  readonly code: string;
  readonly message: string;
}

/** From the thread to the service: once `opened` or `not_opened`, then one reply for each request. */
export type CallReply =
  | { readonly kind: "opened"; readonly facts: unknown }
  | { readonly kind: "not_opened"; readonly trouble: StorageTrouble }
  | { readonly kind: "done"; readonly id: number; readonly output: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly trouble: StorageTrouble };
