/**
 * Runs the packed bundles in a framework inside the process of the tests, for what can only be seen
 * from there.
 */
package dev.buntime.itests.pax;
