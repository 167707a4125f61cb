import { cookies } from "next/headers";
import { cookieName, isSession } from "@/lib/session";
import { addPrivate, logIn, logOut } from "./actions";
import { Gallery } from "./gallery";
import { Uploader } from "./uploader";

export default async function Page() {
  const loggedIn = isSession((await cookies()).get(cookieName)?.value);
  return (
    <main>
      <h1>Hello from Next</h1>
      <form action={loggedIn ? logOut : logIn}>
        <button type="submit">{loggedIn ? "Log out" : "Log in"}</button>
      </form>
      {loggedIn && <Uploader />}
      {loggedIn && (
        <form action={addPrivate}>
          <label>
            A private picture: <input type="file" name="photo" accept="image/*" required />
          </label>
          <button type="submit">Add</button>
        </form>
      )}
      <Gallery loggedIn={loggedIn} />
    </main>
  );
}
