export default defineEventHandler((event) => ({ loggedIn: isLoggedIn(getHeader(event, "cookie")) }));
