/**
 * Reads what a web application is made of: its deployment descriptor and the annotations of its
 * classes (Jakarta Servlet 6.1, chapters 8 and 14), as far as the HTTP whiteboard can carry it.
 */
@NullMarked
package dev.buntime.deployer.internal.web;

import org.jspecify.annotations.NullMarked;
