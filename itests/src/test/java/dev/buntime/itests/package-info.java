/** Starts the packed distribution and speaks HTTP to it. */
package dev.buntime.itests;
