"use client";

import { useRouter } from "next/navigation";
import { useState, type ChangeEvent } from "react";

interface Ticket {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

/** Asks our server for a ticket, then sends the file with it, and says how far it is. */
export function Uploader() {
  const router = useRouter();
  const [progress, setProgress] = useState<number>();
  const [problem, setProblem] = useState("");

  async function upload({ target }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = target.files?.[0];
    if (!file) return;
    setProblem("");
    setProgress(0);
    try {
      await send(await askForTicket(), file, setProgress);
      router.refresh();
    } catch (error) {
      setProblem(String(error));
    }
  }

  return (
    <p>
      <label>
        Upload a picture: <input type="file" name="picture" accept="image/*" onChange={(event) => void upload(event)} />
      </label>
      {progress !== undefined && <progress max={1} value={progress} />}
      <output>{problem}</output>
    </p>
  );
}

async function askForTicket(): Promise<Ticket> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/sign", { method: "POST", headers, body: JSON.stringify({ upload: true }) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

function send({ url, headers, fields }: Ticket, file: File, onProgress: (part: number) => void): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", file);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest(); // `fetch` does not tell how far an upload is
    sending.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
    sending.addEventListener("load", () => {
      if (sending.status === 200) resolve();
      else reject(new Error(sending.responseText));
    });
    sending.addEventListener("error", () => reject(new Error("the connection broke off")));
    sending.open("POST", url);
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    sending.send(form);
  });
}
