/** Why an event may not be put off for ever: a clause, or one of seven assumptions. */
import type { Fairness } from "../../checker/types/index.ts";

const assumed = (assumption: string): Fairness => ({ assumption });

export const deviceWorks = assumed("the device goes on with work that it has begun");
export const deviceActsOnKicks = assumed("the device acts on kicks that it holds");
export const waitsRead = assumed("who waits for a register goes on reading it");
export const delivery = assumed("a notification on its way arrives and is handled");
export const writesLand = assumed("a write under way reaches memory");
export const guestRestores = assumed("the guest writes back what a reset has taken");
export const hypervisorGoesOn = assumed("the hypervisor takes its next step");
