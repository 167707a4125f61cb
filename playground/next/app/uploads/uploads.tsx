"use client";

import { useEffect, useRef } from "react";
import { useRouter } from "next/navigation";
import Uppy from "@uppy/core";
import Dashboard from "@uppy/dashboard";
import GoldenRetriever from "@uppy/golden-retriever";
import Webcam from "@uppy/webcam";
import { IntaglioUpload } from "intaglio/uppy";
import "@uppy/core/css/style.min.css";
import "@uppy/dashboard/css/style.min.css";
import "@uppy/webcam/css/style.min.css";

/** Uppy's own Dashboard; what is uploaded is shown below. */
export function Uploads() {
  const place = useRef<HTMLDivElement>(null);
  const router = useRouter();

  useEffect(() => {
    if (!place.current) return;
    const uppy = new Uppy({ restrictions: { maxFileSize: 100_000_000, allowedFileTypes: ["image/*"] } })
      .use(Dashboard, { target: place.current, inline: true, height: 360 })
      .use(GoldenRetriever) // keeps files in the browser: a reload loses none
      .use(Webcam, { modes: ["picture"] })
      .use(IntaglioUpload, { ticket: "/sign", onStored: () => router.refresh() });
    return () => uppy.destroy();
  }, [router]);

  return <div ref={place} />;
}
