/** The behaviour as mail, line, command, link, Mermaid or picture. */
import { useState } from "preact/hooks";
import type { Behaviour } from "../protocol.ts";
import { lanesSvg } from "./lanes-svg.ts";
import { useCall, useStore } from "./use.ts";

export function TakeOut({ behaviour }: { readonly behaviour: Behaviour }) {
  const store = useStore();
  const { asked, place } = store.state;
  const [said, say] = useState("");
  const { back, refused } = useCall(
    "texts",
    asked === null ? null : [asked, behaviour.line, place.claim],
  );
  if (refused !== null) return <p class="refused">{refused}</p>;
  if (back === null) return <p class="quiet">writes ...</p>;
  const copy = (what: string, text: string) => (
    <button
      type="button"
      onClick={async () =>
        say((await copied(text)) ? `${what} copied` : `${what}: select it below`)
      }
    >
      {what}
    </button>
  );
  const svg = () => lanesSvg(behaviour);
  return (
    <>
      <div class="row">
        {copy("Copy as mail", back.mail)}
        {copy("Copy link", location.href)}
        {copy("Copy as one line", back.line)}
        {copy("Copy as command", back.command)}
        {copy("Copy as Mermaid", back.mermaid)}
        <button
          type="button"
          onClick={() => save("behaviour.svg", new Blob([svg()], { type: "image/svg+xml" }))}
        >
          Save SVG
        </button>
        <button type="button" onClick={async () => save("behaviour.png", await png(svg()))}>
          Save PNG
        </button>
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </div>
      <p role="status" class="quiet">
        {said}
      </p>
      <textarea class="mail" readOnly aria-label="The mail" rows={back.mail.split("\n").length}>
        {back.mail}
      </textarea>
      <p>
        <code>{back.command}</code>
      </p>
    </>
  );
}

/** Pages from disk may not reach the clipboard in the new way; then in the old one. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function png(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob))),
  );
}
