/** How a command adds itself to the command line. */
import { type Command, Option } from "commander";
import type { Model } from "../types/index.ts";
import { CHOICES } from "../verdict/engines.ts";
import type { Io } from "./io.ts";

export interface Out {
  readonly out?: string;
}

/** What a command is given in order to add itself to the command line. */
export interface Registering<S extends object> {
  readonly model: Model<S>;
  /** Where what is written goes, with a folder out of `--out`. */
  readonly io: (out?: string) => Io;
  readonly command: (usage: string, description: string) => Command;
  /** Told the exit code. */
  readonly ends: (code: number) => void;
  /** Those that several commands have. */
  readonly options: Readonly<Record<"reading" | "scope" | "outTo", readonly [string, string]>>;
}

export const options = {
  reading: ["--reading <reading>", "base[,+CLAUSE][,-CLAUSE][,interpretation=choice]"],
  scope: ["--scope <bounds>", "bounds that differ: queues=2,common=trapped"],
  outTo: ["--out <folder>", "where files go; out below this folder unless told"],
} as const;

export const engineOption = (): Option =>
  new Option("--engine <name>", "who answers").choices([...CHOICES]).default("auto");
