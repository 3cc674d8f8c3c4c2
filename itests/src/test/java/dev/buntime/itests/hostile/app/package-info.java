/** Apps that do harm; they run inside the runner. */
package dev.buntime.itests.hostile.app;
