import { EventEmitter } from "node:events";
import type { IpcMain } from "electron";
import type { DoubleOf } from "./double-of.ts";

export const ipcMain = new EventEmitter();
ipcMain satisfies DoubleOf<IpcMain>;
