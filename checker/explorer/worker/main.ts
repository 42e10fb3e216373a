/** The worker of the page: the model that it is built for, or what a user brought instead. */
import "../twins/globals.ts";
import { model } from "../../../models/model.ts";
import { withBrought } from "./brought.ts";
import { type Port, serve } from "./serve.ts";

serve((own) => withBrought(model, own), globalThis as unknown as Port);
