export default defineIntaglio({
  maySign: () => true, // all pictures of this app are everybody's; yours may look at the session in `event`
});
