export default defineEventHandler(async (event) => {
  if (!isLoggedIn(getHeader(event, "cookie"))) throw createError({ statusCode: 403, statusMessage: "Log in first" });
  const { id } = await readBody<{ id: string }>(event);
  await useIntaglio().files.update(id, { tags: ["private"] });
});
