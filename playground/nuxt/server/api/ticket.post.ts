export default defineEventHandler(() => useIntaglio().signUpload({ maxBytes: 10_000_000, types: ["image/*"] }));
