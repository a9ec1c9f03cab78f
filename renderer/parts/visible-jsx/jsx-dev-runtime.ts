import { Fragment as ReactFragment, jsxDEV as reactJsxDev } from "react/jsx-dev-runtime";
import { visibleChildren } from "./visible-children.ts";

export type { JSX } from "react/jsx-dev-runtime";

export const Fragment = ReactFragment;

/** Replaces `jsx` in a build for development. */
export const jsxDEV: typeof reactJsxDev = (type, props, key, ...source) => reactJsxDev(type, visibleChildren(type, props), key, ...source);
