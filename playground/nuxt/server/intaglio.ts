import { tus } from "intaglio/tus";
import { isLoggedIn } from "./utils/session";

export default defineIntaglio({
  maySign: () => true, // all that this app's pages show; yours may look at the session in `event`
  options: {
    resumable: tus(), // uploads that go on where they were broken off
    access: ({ request, file }) =>
      file.tags.includes("private") ? isLoggedIn(request.headers.get("cookie")) : undefined,
  },
});
