import { makeEnv, startServices } from "@web/env";

/** The pages behind a tag have no framework; a tour brings what it needs. */
startServices(makeEnv());
