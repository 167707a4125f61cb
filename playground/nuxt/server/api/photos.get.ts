export default defineEventHandler(async () => {
  const { files } = await useIntaglio().files.list({ limit: 12, newestFirst: true });
  return files.map(({ id, name }) => ({ id, name }));
});
