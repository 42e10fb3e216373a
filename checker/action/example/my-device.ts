// In a repository of your own: import { change, v14AsWritten } from "quiesce/models";
import { change } from "../../../models/readings/change.ts";
import { v14AsWritten } from "../../../models/readings/v1.4-as-written.ts";

export const reading = change(v14AsWritten, {
  name: "my-device",
  says: "a device that forgets a kick which it holds when it suspends",
  choose: { "held-kick": "dropped" },
});
