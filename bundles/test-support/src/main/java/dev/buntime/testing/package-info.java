/** What tests of several rooms need: a framework, jars, and classes to pack into them. */
@NullMarked
package dev.buntime.testing;

import org.jspecify.annotations.NullMarked;
