/** Whom a rule binds. */

/** Parties that act as one: who owns a device, or emulates it, is the hypervisor's side. */
const SIDE: Readonly<Record<string, string>> = { owner: "hypervisor", vmm: "hypervisor" };

/** Whether a rule for a party binds an actor; what the text leaves open binds all. */
export function binds(party: string, actor: string): boolean {
  return party === "both" || party === "text" || (SIDE[party] ?? party) === (SIDE[actor] ?? actor);
}
