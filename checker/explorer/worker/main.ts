/** The worker of the page: the model that it is built for, or what a user brought instead. */
import "../twins/globals.ts";
import { model } from "../../../models/model.ts";
import { serve } from "./serve.ts";

serve(model, globalThis as unknown as Parameters<typeof serve>[1]);
