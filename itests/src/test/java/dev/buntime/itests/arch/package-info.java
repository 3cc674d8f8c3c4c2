/** Rules that all code keeps. */
package dev.buntime.itests.arch;
