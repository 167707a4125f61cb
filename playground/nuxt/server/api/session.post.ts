export default defineEventHandler((event) => startSession(event));
