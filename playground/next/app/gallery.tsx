import { IntaglioImage } from "intaglio/next/image";
import { media } from "@/lib/media";

/** The newest pictures; private ones for those who logged in. */
export async function Gallery({ loggedIn }: { readonly loggedIn: boolean }) {
  const { files } = await media().files.list({ newestFirst: true, limit: 12 });
  return (
    <ul>
      {files
        .filter(({ image, tags }) => image && (loggedIn || !tags.includes("private")))
        .map(({ id, name, tags }) => (
          <li key={id}>
            <IntaglioImage media={media} file={id} alt={name} width={480} sizes="(max-width: 30rem) 100vw, 30rem" />
            {tags.includes("private") && <em>private</em>}
          </li>
        ))}
    </ul>
  );
}
