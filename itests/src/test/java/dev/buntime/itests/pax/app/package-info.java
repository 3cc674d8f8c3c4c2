/** Classes that the Pax Exam tests put into bundles; they run inside the runner. */
package dev.buntime.itests.pax.app;
