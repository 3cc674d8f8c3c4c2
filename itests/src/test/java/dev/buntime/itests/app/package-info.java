/** Classes that tests put into bundles; they run inside the runner. */
package dev.buntime.itests.app;
