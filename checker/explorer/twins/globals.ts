/** What the checker takes from Node and a browser has not, in the few ways it is asked. */

type Resume = () => void;

/** Calls back after whatever else waits, as Node's does: a timer would wait 4 ms each time. */
function setImmediate(resume: Resume): void {
  waiting.push(resume);
  channel.port2.postMessage(null);
}

const waiting: Resume[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

/** Bytes that can be told as a string of as many characters. */
class Bytes extends Uint8Array<ArrayBuffer> {
  /** Always `latin1`. */
  override toString(): string {
    let text = "";
    // More arguments than this would not fit on the stack.
    const SHARE = 8192;
    for (let at = 0; at < this.length; at += SHARE) {
      text += String.fromCharCode(...this.subarray(at, at + SHARE));
    }
    return text;
  }
}

const Buffer = {
  from: (of: string | ArrayBuffer, at = 0, length?: number): Uint8Array =>
    typeof of === "string" ? new TextEncoder().encode(of) : new Bytes(of, at, length),
  compare(a: Uint8Array, b: Uint8Array): number {
    const common = Math.min(a.length, b.length);
    for (let at = 0; at < common; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
    return a.length - b.length;
  },
};

Object.assign(globalThis, { setImmediate, Buffer });
