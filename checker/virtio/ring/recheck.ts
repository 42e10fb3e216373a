/**
 * What a side owes between asking for notifications and going to sleep: a
 * barrier, then one more look at the ring. Without it a wake-up can be lost:
 *   1. device.looks            nothing available
 *   2. driver.makesAvailable   kicks are suppressed: no kick
 *   3. device.asksForKick
 *   4. device.sleeps           nobody will wake it
 */
export type Debt = "none" | "barrier" | "look";

export class Recheck {
  debt: Debt = "none";

  /** The side wrote its suppression field. */
  wrote(asksForNotification: boolean): void {
    this.debt = asksForNotification ? "barrier" : "none";
  }

  barrier(): void {
    if (this.debt === "barrier") this.debt = "look";
  }

  looked(): void {
    if (this.debt === "look") this.debt = "none";
  }

  /** Why the side may not sleep yet, if it may not. */
  get owed(): string | undefined {
    if (this.debt === "barrier") return "no barrier after asking for notifications";
    if (this.debt === "look") return "the ring was not looked at again";
    return undefined;
  }
}
