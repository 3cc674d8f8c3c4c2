/** The data that the runtime services hand out; plain records of JDK types, ready for JSON. */
@Export
@Version("1.1.0")
@NullMarked
package dev.buntime.runtime.dto;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
