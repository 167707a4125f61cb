#!/usr/bin/env node
/** The program `intaglio`. */
import { main } from "@intaglio/cli";

process.exitCode = await main(process.argv.slice(2), process);
