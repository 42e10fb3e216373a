/**
 * The guest around its driver: the CPUs that it runs on, another CPU that marks
 * the device FAILED, and what the driver knows of the device configuration.
 *
 * A virtual CPU can be paused between any two accesses, and inside a trapped one.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { FAILED, RESET } from "../status-values.ts";
import { blocked, onEach, type Seen, set } from "../words.ts";

/** Accesses that complete at once, whatever the path of the region. */
const immediate = [
  "driver.makesAvailable",
  "driver.kicks",
  "driver.handlesInterrupt",
  "driver.mishandlesInterrupt",
  "driver.reaps",
  "driver.timesOut",
  "driver.selectsQueue",
  "driver.writesQueueReset",
  "driver.writesQueueEnable",
  "driver.readsQueueReset",
  "driver.readsQueueEnable",
  "driver.writesQueueReady",
  "driver.readsQueueReady",
  "driver.releasesQueue",
  "driver.enablesQueue",
  "driver.handlesConfigInterrupt",
  "driver.takesInterrupt",
  "driver.readsInterruptStatus",
  "driver.acknowledges",
  "driver.leavesInterrupt",
  "driver.looksAtRings",
  "driver.examinesConfig",
  "driver.setsPower",
  "driver.setsBusMaster",
  "driver.restoresBusMaster",
  "power.losesKick",
  "otherCpu.readsStatus",
  "otherCpu.writesStatus",
];

/** What goes through at once, what the hypervisor traps, and how it answers that. */
function accessesIn(scope: Scope) {
  const statusTrapped = scope.common === "trapped";
  const functionTrapped = scope.pciConfig === "trapped";
  const configTrapped = scope.deviceConfig === "trapped";
  const trapping = [
    ...(statusTrapped ? ["driver.writesStatus", "driver.asksForStatus"] : []),
    ...(functionTrapped ? ["driver.resetsFunction"] : []),
    ...(configTrapped ? ["driver.asksForConfig"] : []),
  ];
  const direct = [
    ...immediate,
    ...(statusTrapped
      ? []
      : [
          "driver.writesStatus",
          "driver.readsStatus",
          "driver.readsStatusFirst",
          "power.losesWrite",
          "mode.losesWrite",
          "mode.losesQueueReset",
          "power.answersAllOnes",
        ]),
    ...(functionTrapped ? [] : ["driver.resetsFunction"]),
    ...(configTrapped ? [] : ["driver.readsGeneration", "driver.readsConfig"]),
  ];
  const answers = [
    ...(statusTrapped ? ["hypervisor.performsWrite", "hypervisor.answersStatus"] : []),
    ...(functionTrapped ? ["hypervisor.performsFunctionReset"] : []),
    ...(configTrapped ? ["hypervisor.answersGeneration", "hypervisor.answersConfig"] : []),
  ];
  return { direct, trapping, answers };
}

/** The guest's virtual CPUs. */
export const vcpu = (scope: Scope): MachineDeclaration => ({
  name: "vcpu",
  kind: "vcpu",
  actor: "driver",
  key: `${scope.common} ${scope.pciConfig} ${scope.deviceConfig} ${scope.starts}`,
  build: () => buildVcpu(scope),
});

function buildVcpu(scope: Scope) {
  const { direct, trapping, answers } = accessesIn(scope);
  const accesses = [...direct, ...trapping];
  const waits = trapping.length > 0;
  return createMachine({
    types: {} as { events: Happening },
    id: "vcpu",
    initial: scope.starts === "destination" ? "paused" : "running",
    states: {
      running: {
        tags: ["rest"],
        on: {
          ...onEach(direct, { target: "running" }),
          ...onEach(trapping, { target: "trapped" }),
          "hypervisor.pausesVcpus": { target: "paused" },
          "hypervisor.resumesVcpus": { target: "running" },
        },
      },
      paused: {
        tags: ["rest"],
        on: {
          ...onEach(accesses, blocked()),
          "hypervisor.pausesVcpus": { target: "paused" },
          "hypervisor.resumesVcpus": { target: "running" },
        },
      },
      ...(waits
        ? {
            trapped: {
              tags: ["waiting"],
              on: {
                ...onEach(accesses, blocked()),
                ...onEach(answers, { target: "running" }),
                "hypervisor.pausesVcpus": { target: "pausedInTrap" },
                "hypervisor.resumesVcpus": { target: "trapped" },
              },
            },
            pausedInTrap: {
              tags: ["rest"],
              on: {
                ...onEach(accesses, blocked()),
                ...onEach(answers, { target: "paused" }),
                "hypervisor.pausesVcpus": { target: "pausedInTrap" },
                "hypervisor.resumesVcpus": { target: "trapped" },
              },
            },
          }
        : {}),
    },
  });
}

interface Remembered {
  readonly value: number;
}

/** Another CPU that sets FAILED in what it has read: two steps, and anything may
 *  come between them. */
export const otherCpu = (): MachineDeclaration => ({
  name: "otherCpu",
  kind: "otherCpu",
  actor: "driver",
  key: "",
  build: () =>
    createMachine({
      types: {} as { context: Remembered; events: Happening },
      id: "otherCpu",
      context: { value: RESET },
      initial: "idle",
      states: {
        idle: {
          tags: ["rest"],
          on: {
            "otherCpu.readsStatus": [
              {
                guard: ({ event }) => event.value !== RESET,
                target: "hasRead",
                actions: set<Remembered>(({ event }) => ({ value: event.value })),
              },
              // A device that was reset has no driver to give up.
              { guard: ({ event }) => event.value === RESET, target: "idle" },
            ],
          },
        },
        hasRead: {
          on: {
            "otherCpu.writesStatus": {
              guard: ({ context, event }) => event.value === (context.value | FAILED),
              target: "done",
              actions: set<Remembered>(() => ({ value: RESET })),
            },
          },
        },
        done: { tags: ["rest"] },
      },
    }),
});

interface Known {
  /** The version of the configuration that the driver acts on. */
  readonly knows: number;
  /** The generation read first, and the version read after it. */
  readonly generation: number;
  readonly version: number;
}

type Step = Seen<Known>;

/**
 * What the driver knows of the device configuration. After a configuration
 * interrupt it reads the generation, the fields and the generation again, until
 * both agree (B33b).
 */
export const driverConfig = (scope: Scope): MachineDeclaration => ({
  name: "driverConfig",
  kind: "driverConfig",
  actor: "driver",
  key: scope.deviceConfig,
  build: () => buildDriverConfig(scope.deviceConfig === "trapped"),
});

function buildDriverConfig(trapped: boolean) {
  const readsGeneration = trapped ? "hypervisor.answersGeneration" : "driver.readsGeneration";
  const readsConfig = trapped ? "hypervisor.answersConfig" : "driver.readsConfig";
  const asks = (state: string, field: string) =>
    trapped
      ? {
          "driver.asksForConfig": {
            guard: ({ event }: Step) => event.field === field,
            target: state,
          },
        }
      : {};
  return createMachine({
    types: {} as { context: Known; events: Happening },
    id: "driverConfig",
    context: { knows: 0, generation: 0, version: 0 },
    initial: "idle",
    states: {
      idle: {
        tags: ["rest"],
        on: {
          ...onEach(begins, { target: "readingFirst" }),
          "driver.acknowledges": { target: "idle" },
        },
      },
      readingFirst: {
        on: {
          ...busy("readingFirst"),
          ...asks("readingFirst", "generation"),
          [readsGeneration]: {
            target: "readingFields",
            actions: set<Known>(({ event }) => ({ generation: event.generation })),
          },
        },
      },
      readingFields: {
        on: {
          ...busy("readingFields"),
          ...asks("readingFields", "fields"),
          [readsConfig]: {
            target: "readingAgain",
            actions: set<Known>(({ event }) => ({ version: event.version })),
          },
        },
      },
      readingAgain: {
        on: {
          ...busy("readingAgain"),
          ...asks("readingAgain", "generation"),
          [readsGeneration]: [
            {
              guard: ({ context, event }: Step) => event.generation === context.generation,
              target: "idle",
              actions: set<Known>(({ context }) => ({
                knows: context.version,
                generation: 0,
                version: 0,
              })),
            },
            {
              guard: ({ context, event }: Step) => event.generation !== context.generation,
              target: "readingFields",
              actions: set<Known>(({ event }) => ({ generation: event.generation, version: 0 })),
            },
          ],
        },
      },
    },
  });
}

/** It handles a change, or looks for one unasked. */
const begins = ["driver.handlesConfigInterrupt", "driver.examinesConfig"];

/** It reads already; what it has handled, by a line, it has not before it is done. */
const busy = (state: string) => ({
  ...onEach(begins, blocked()),
  "driver.acknowledges": {
    guard: ({ event }: Step) => event.when === "noted",
    target: state,
  },
});
