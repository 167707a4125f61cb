export default defineEventHandler((event) => endSession(event));
