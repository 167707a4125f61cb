import type { NextConfig } from "next";
import { withIntaglio } from "intaglio/next/config";

const config: NextConfig = {};
const { INTAGLIO_UPLOADCARE_DELIVERY_KEY } = process.env;

export default withIntaglio(config, { secrets: { INTAGLIO_UPLOADCARE_DELIVERY_KEY } });
