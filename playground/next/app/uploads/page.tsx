import { cookies } from "next/headers";
import { cookieName, isSession } from "@/lib/session";
import { Gallery } from "../gallery";
import { Uploads } from "./uploads";

export default async function Page() {
  const loggedIn = isSession((await cookies()).get(cookieName)?.value);
  return (
    <main>
      <h1>Uploads that can be gone on with</h1>
      {loggedIn ? <Uploads /> : <p>Log in first.</p>}
      <Gallery loggedIn={loggedIn} />
    </main>
  );
}
