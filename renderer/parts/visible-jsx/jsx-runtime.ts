import { Fragment as ReactFragment, jsx as reactJsx, jsxs as reactJsxs } from "react/jsx-runtime";
import { visibleChildren } from "./visible-children.ts";

export type { JSX } from "react/jsx-runtime";

export const Fragment = ReactFragment;

/** React's `jsx`, with hidden characters in the shown text as what they are. The page's JSX is compiled to calls of this. */
export const jsx: typeof reactJsx = (type, props, key) => reactJsx(type, visibleChildren(type, props), key);

export const jsxs: typeof reactJsxs = (type, props, key) => reactJsxs(type, visibleChildren(type, props), key);
