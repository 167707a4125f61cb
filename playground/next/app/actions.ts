"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { storeUpload } from "intaglio/next";
import { media } from "@/lib/media";
import { cookieName, endSession, isSession, startSession } from "@/lib/session";

export async function logIn(): Promise<void> {
  (await cookies()).set(cookieName, startSession(), { httpOnly: true, sameSite: "lax" });
}

export async function logOut(): Promise<void> {
  const jar = await cookies();
  endSession(jar.get(cookieName)?.value);
  jar.delete(cookieName);
}

/** A form with a picture. Anybody can call a Server Action, so it looks who does. */
export async function addPrivate(form: FormData): Promise<void> {
  if (!isSession((await cookies()).get(cookieName)?.value)) throw new Error("log in first");
  const id = await storeUpload(media, form.get("photo"), { types: ["image/*"] });
  await media().files.update(id, { tags: ["private"] });
  revalidatePath("/");
}
