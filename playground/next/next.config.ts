import type { NextConfig } from "next";

const config: NextConfig = {
  serverExternalPackages: ["intaglio"], // it has worker processes, which run its own files
  skipTrailingSlashRedirect: true, // addresses of pictures end with a slash, and signatures cover it
};

export default config;
