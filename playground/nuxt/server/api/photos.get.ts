export default defineEventHandler(async (event) => {
  const { files } = await useIntaglio().files.list({ limit: 12, newestFirst: true });
  const loggedIn = isLoggedIn(getHeader(event, "cookie"));
  return files.filter(({ tags }) => loggedIn || !tags.includes("private")).map(({ id, name }) => ({ id, name }));
});
