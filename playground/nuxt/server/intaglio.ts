import { tus } from "intaglio/tus";

export default defineIntaglio({
  maySign: () => true, // all pictures of this app are everybody's; yours may look at the session in `event`
  options: { resumable: tus() }, // uploads that go on where they were broken off
});
