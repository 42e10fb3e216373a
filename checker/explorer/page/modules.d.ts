declare module "*?worker&inline" {
  const Made: new () => Worker;
  export default Made;
}

/** Eight digits that differ where models or compiler do; put in when the page is built. */
declare const MODEL_DIGEST: string;
