/** What becomes of the runner and of a healthy app beside apps that do harm. */
package dev.buntime.itests.hostile;
